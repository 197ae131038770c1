using Koi.Lab.Carp.Peers;

namespace Koi.Bench.Carp;

internal static class FaultsRun
{
    internal static int Run(IReadOnlyList<Pace> paces, int count, ulong seed) => paces.Count + count + (int)seed;
}

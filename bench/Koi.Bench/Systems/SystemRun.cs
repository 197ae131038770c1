namespace Koi.Bench.Systems;

internal static class SystemRun
{
    internal static int Run(string[] arguments) => arguments.Length;
}

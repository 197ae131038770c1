using System.Collections.Immutable;
using Koi.Lab.Carp.Peers;

namespace Koi.Bench.Carp;

/// <summary>Something that happens to a pair of gateways.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Strike">What happens; gateway 0 is the owner.</param>
/// <param name="Heal">What undoes it; null for nothing.</param>
/// <param name="MovesOwner">Whether the other gateway ought to take over.</param>
internal sealed record GapCase(
    string Name, Action<ImmutableArray<FailoverGateway>> Strike, Action<ImmutableArray<FailoverGateway>>? Heal, bool MovesOwner)
{
    private const int Reloads = 10;

    internal static ImmutableArray<GapCase> All { get; } =
    [
        new("kill -9 all", g => g[0].Kill(), Heal: null, MovesOwner: true),
        new("SIGSTOP", g => g[0].Freeze(), g => g[0].Thaw(), MovesOwner: true),
        new("graceful stop", g => g[0].Stop(), Heal: null, MovesOwner: true),
        new("demotion", g => g[0].Demote(isDemoted: true), g => g[0].Demote(isDemoted: false), MovesOwner: true),
        new("link down", g => g[0].Site.Unplug(), g => g[0].Site.Plug(), MovesOwner: true),
        new("backup's link flaps", g => g[1].Site.Flap(), Heal: null, MovesOwner: false),
        new("parent down", g => g[0].Site.SetParentDown(), g => g[0].Site.SetParentUp(), MovesOwner: true),
        new("reload each second", ReloadOften, Heal: null, MovesOwner: false),
        new("invalid reload", g => g[0].ReloadInvalid(), Heal: null, MovesOwner: false),
        new("machine paused", g => g[0].Site.Pause(), g => g[0].Site.Resume(), MovesOwner: true),
    ];

    /// <summary>Whether the program at hand can do it.</summary>
    internal bool Suits(FailoverGateway gateway) => gateway.CanReload || !Name.Contains("reload", StringComparison.Ordinal);

    private static void ReloadOften(ImmutableArray<FailoverGateway> gateways)
    {
        for (var i = 0; i < Reloads; i++)
        {
            gateways[0].Reload();
            Thread.Sleep(TimeSpan.FromSeconds(1));
        }
    }
}

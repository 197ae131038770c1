using System.Text.Json;
using Koi.Lab;
using Koi.Lab.Carp;
using Koi.Lab.Carp.Peers;
using Koi.SystemTests.Ifconfig;

namespace Koi.SystemTests.Carp;

/// <summary>What tests tell and ask the Koi of a gateway.</summary>
internal static class KoiHost
{
    private const string Declared = "vhid 7 carpdev eth0 pass /etc/koi-lab/password advbase 0";

    /// <summary>Declares carp0 before the gateway is started, with an interval of 98 ms or a little more.</summary>
    public static void Declare(this FailoverGateway gateway, string words) => gateway.Site.Host
        .Ifconfig($"carp0 {Declared} advskew {25 + (2 * gateway.Site.Number)} {words}").Check();

    /// <summary>A counter of netstat.</summary>
    public static long Counter(this FailoverGateway gateway, string name)
    {
        using var counters = JsonDocument.Parse(gateway.Site.Host.Run(Checkout.Koi, "netstat", "-j", "-s", "-p", "carp").Check().Output);
        return counters.RootElement.GetProperty(name).GetInt64();
    }

    /// <summary>Waits until a counter is what it should be; what came was sent, but perhaps not read yet.</summary>
    public static void ExpectCounter(this FailoverGateway gateway, string name, long value)
    {
        for (var attempt = 0; gateway.Counter(name) < value && attempt < 40; attempt++)
        {
            Thread.Sleep(50);
        }

        Assert.Equal((name, value), (name, gateway.Counter(name)));
    }

    /// <summary>The lines that tell of a change of state.</summary>
    public static IReadOnlyList<string> Transitions(this FailoverGateway gateway) =>
        [.. gateway.Lines.Where(line => line.Contains("state transition", StringComparison.Ordinal))];

    /// <summary>Whether carp0 is shown as a master.</summary>
    public static bool IsMaster(this Site site, string carp = "carp0") =>
        site.Host.Show(carp).Contains("\tstatus: master\n", StringComparison.Ordinal);

    /// <summary>The ruleset's table of gates, as nft prints it; empty when there is none.</summary>
    public static string GateTable(this Site site) => site.Host.Run("nft", "list", "table", "netdev", "koi_carp").Output;
}

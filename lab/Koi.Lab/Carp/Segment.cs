using System.Collections.Immutable;

namespace Koi.Lab.Carp;

/// <summary>A network in which gateways share an address: a bridge, the gateways on it, and a client that uses the address.</summary>
/// <remarks>Disposing ends what runs in it. One prober's address is known to all gateways; nobody has it.</remarks>
public sealed class Segment : IDisposable
{
    /// <summary>The addresses that the gateways share.</summary>
    public const string Virtual = "10.9.0.254", VirtualV6 = "fd09::fe";

    /// <summary>The number that they share.</summary>
    public const int Vhid = 7;

    /// <summary>Every host's card.</summary>
    public const string Card = "eth0";

    /// <summary>The Ethernet address that belongs to the shared number, of CARP and VRRP.</summary>
    public const string VirtualHardware = "00:00:5e:00:01:07";

    /// <summary>A gateway's address on the second path.</summary>
    public static string SecondAddress(int gateway) => $"10.255.0.{gateway + 1}";

    internal const string SecondCard = "sync0";
    internal const string Prober = "10.9.0.99";
    internal const string ProberHardware = "02:00:00:00:00:63";

    private readonly Network network = Network.Create();
    private readonly Bridge bridge;
    private readonly Bridge? secondPath;

    /// <summary>Makes the network; nothing runs in it yet.</summary>
    /// <param name="gateways">How many.</param>
    /// <param name="hasSecondPath">Whether another wire joins them, besides the segment.</param>
    public Segment(int gateways = 2, bool hasSecondPath = false)
    {
        bridge = network.AddBridge("lan");
        secondPath = hasSecondPath ? network.AddBridge("sync") : null;
        Client = network.AddHost("client");
        ClientPort = bridge.Attach(Client.Card(Card, "10.9.0.100/24", "fd09::100/64"));
        Sites = [.. Enumerable.Range(0, gateways).Select(AddSite)];
        SwallowAnswers();
    }

    /// <summary>The gateways' hosts.</summary>
    public ImmutableArray<Site> Sites { get; }

    /// <summary>The host that uses the shared address.</summary>
    public Host Client { get; }

    /// <summary>The client's place in the bridge.</summary>
    public Port ClientPort { get; }

    internal Host Rack => bridge.Rack;

    /// <summary>Whether every gateway can speak with every other.</summary>
    public bool IsWhole => Sites.All(site => site.IsConnected);

    /// <summary>A wire between the first two gateways, beside the shared network: 10.255.0.1 and 10.255.0.2, cards named sync0.</summary>
    public void AddSyncLink() => network.Connect(
        Sites[0].Host.Card("sync0", "10.255.0.1/30"), Sites[1].Host.Card("sync0", "10.255.0.2/30"));

    /// <summary>Records what passes the bridge.</summary>
    public Capture Capture(string? filter = null) => bridge.Capture(filter);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var site in Sites)
        {
            site.Host.KillAll();
        }

        network.Dispose();
    }

    private Site AddSite(int number)
    {
        var host = network.AddGateway($"gateway{number}");
        var address = $"10.9.0.{number + 1}";
        secondPath?.Attach(host.Card(SecondCard, $"{SecondAddress(number)}/24"));
        var site = new Site(number, host, bridge.Attach(host.Card(Card, $"{address}/24", $"fd09::{number + 1}/64")), address);
        site.KnowProber();
        return site;
    }

    /// <summary>Makes the bridge take answers to the prober, which have been seen at the port, for its own; it would flood them.</summary>
    private void SwallowAnswers() =>
        Rack.Run("bridge", "fdb", "add", ProberHardware, "dev", bridge.Name, "self", "permanent", "local").Check();
}

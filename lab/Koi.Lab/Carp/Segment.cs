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

    /// <summary>A path between the first two gateways that is not the segment: of each the address there.</summary>
    public const string Sync0 = "10.255.0.1", Sync1 = "10.255.0.2";

    internal const string Prober = "10.9.0.99";
    internal const string ProberHardware = "02:00:00:00:00:63";

    private readonly Network network = Network.Create();
    private readonly Bridge bridge;

    /// <summary>Makes the network; nothing runs in it yet.</summary>
    public Segment(int gateways = 2)
    {
        bridge = network.AddBridge("lan");
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

    /// <summary>The host in which the bridge and its ports are.</summary>
    public Host Rack => bridge.Rack;

    /// <summary>Whether every gateway can speak with every other.</summary>
    public bool IsWhole => Sites.All(site => site.IsConnected);

    /// <summary>Records what passes the bridge.</summary>
    public Capture Capture(string? filter = null) => bridge.Capture(filter);

    /// <summary>Connects the first two gateways by a wire of their own, sync0.</summary>
    public void ConnectSync() => network.Connect(
        Sites[0].Host.Card("sync0", $"{Sync0}/30"), Sites[1].Host.Card("sync0", $"{Sync1}/30"));

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
        var site = new Site(number, host, bridge.Attach(host.Card(Card, $"{address}/24", $"fd09::{number + 1}/64")), address);
        site.KnowProber();
        return site;
    }

    /// <summary>Makes the bridge take answers to the prober, which have been seen at the port, for its own; it would flood them.</summary>
    private void SwallowAnswers() =>
        Rack.Run("bridge", "fdb", "add", ProberHardware, "dev", bridge.Name, "self", "permanent", "local").Check();
}

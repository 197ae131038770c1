using Koi.Netlink.Route;

namespace Koi.Lab;

/// <summary>An Ethernet switch to which cards are attached; it floods every multicast, so that CARP is heard.</summary>
/// <remarks>All bridges of a network live in one host of their own, named <c>switch</c>.</remarks>
public sealed class Bridge
{
    private readonly Host rack;

    internal Bridge(Host rack, string name)
    {
        this.rack = rack;
        Name = name;
        rack.Wiring.AddLink(name, new LinkKind.Bridge());
        File.WriteAllText($"{rack.Root}/sys/class/net/{name}/bridge/multicast_snooping", "0");
    }

    /// <summary>Its name in the network.</summary>
    public string Name { get; }

    /// <summary>The host in which the bridge and its ports are.</summary>
    public Host Rack => rack;

    /// <summary>Gives a host a card, with its addresses, and a wire to this bridge.</summary>
    public Port Attach(Card card)
    {
        var name = $"port{rack.Wiring.CountLinks()}";
        rack.Wiring.AddWire(name, card.Host.Wiring, card.Name);
        rack.Wiring.Change(name, new LinkChange { MasterIndex = rack.Wiring.Find(Name) });
        card.SetUp();
        return new Port(rack, name);
    }

    /// <summary>Records what passes the bridge; see <see cref="Host.Capture"/>.</summary>
    public Capture Capture(string? filter = null) => rack.Capture(Name, filter);
}

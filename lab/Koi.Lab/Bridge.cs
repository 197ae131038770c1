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

/// <summary>Where a card's wire ends in a bridge: the place to break things.</summary>
public sealed class Port
{
    // Linux uapi if_bridge.h, BR_STATE_*.
    private const int Disabled = 0;
    private const int Forwarding = 3;

    private readonly Host rack;
    private readonly string name;

    internal Port(Host rack, string name) => (this.rack, this.name) = (rack, name);

    /// <summary>Pulls the wire: the card loses its carrier and its host knows.</summary>
    public void Unplug() => rack.Wiring.Change(name, new LinkChange { IsUp = false });

    /// <summary>Puts the wire back.</summary>
    public void Plug() => rack.Wiring.Change(name, new LinkChange { IsUp = true });

    /// <summary>Loses every packet in both directions, without the host's knowing.</summary>
    public void Mute() => SetState(Disabled);

    /// <summary>Ends what <see cref="Mute"/> began.</summary>
    public void Unmute() => SetState(Forwarding);

    private void SetState(int state) => rack.Run("bridge", "link", "set", "dev", name, "state", $"{state}").Check();
}

using Koi.Netlink.Route;

namespace Koi.Lab;

/// <summary>Where a card's wire ends in a bridge: the place to break things.</summary>
public sealed class Port
{
    // Linux uapi if_bridge.h, BR_STATE_*.
    private const int Disabled = 0;
    private const int Forwarding = 3;

    private readonly Host rack;

    internal Port(Host rack, string name) => (this.rack, Name) = (rack, name);

    /// <summary>Its name in the bridge's host.</summary>
    public string Name { get; }

    /// <summary>Pulls the wire: the card loses its carrier and its host knows.</summary>
    public void Unplug() => rack.Wiring.Change(Name, new LinkChange { IsUp = false });

    /// <summary>Puts the wire back.</summary>
    public void Plug() => rack.Wiring.Change(Name, new LinkChange { IsUp = true });

    /// <summary>Loses every packet in both directions, without the host's knowing.</summary>
    public void Mute() => SetState(Disabled);

    /// <summary>Ends what <see cref="Mute"/> began.</summary>
    public void Unmute() => SetState(Forwarding);

    /// <summary>Loses what the host sends, what is sent to it, both or nothing, from now on; the host does not know.</summary>
    /// <remarks>Hooks of nf_tables: a packet socket on the port still sees what comes, and can bypass the queue to reach the host.</remarks>
    public void Lose(bool fromHost, bool toHost) => rack.RunWithInput(
        $$"""
        table netdev lose_{{Name}} {}
        delete table netdev lose_{{Name}}
        table netdev lose_{{Name}} {
            chain in { type filter hook ingress device "{{Name}}" priority 0; policy {{Policy(fromHost)}}; }
            chain out { type filter hook egress device "{{Name}}" priority 0; policy {{Policy(toHost)}}; }
        }

        """, "nft", "-f", "-").Check();

    private static string Policy(bool isLost) => isLost ? "drop" : "accept";

    private void SetState(int state) => rack.Run("bridge", "link", "set", "dev", Name, "state", $"{state}").Check();
}

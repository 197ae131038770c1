using Koi.Netlink.Route;

namespace Koi.Lab.Carp;

/// <summary>A gateway's host and its place in the segment: the faults of the wire and of the machine.</summary>
public sealed class Site
{
    private bool isPlugged = true;
    private bool isParentUp = true;
    private bool losesFrom;
    private bool losesTo;
    private volatile bool isPaused;

    internal Site(int number, Gateway host, Port port, string address) =>
        (Number, Host, Port, Address) = (number, host, port, address);

    /// <summary>Its number in the segment, from 0.</summary>
    public int Number { get; }

    /// <summary>The machine.</summary>
    public Gateway Host { get; }

    /// <summary>Where its wire ends.</summary>
    public Port Port { get; }

    /// <summary>Its own address.</summary>
    public string Address { get; }

    /// <summary>Whether the machine is paused.</summary>
    public bool IsPaused => isPaused;

    /// <summary>Whether it can speak with the others in both directions.</summary>
    public bool IsConnected => isPlugged && isParentUp && !losesFrom && !losesTo && !isPaused;

    /// <summary>Pulls the wire: the gateway loses its carrier.</summary>
    public void Unplug()
    {
        isPlugged = false;
        Port.Unplug();
    }

    /// <summary>Puts the wire back.</summary>
    public void Plug()
    {
        Port.Plug();
        isPlugged = true;
    }

    /// <summary>Pulls the wire and puts it back.</summary>
    public void Flap()
    {
        Unplug();
        Thread.Sleep(5);
        Plug();
    }

    /// <summary>Loses all packets, what the gateway sends or what is sent to it; nobody is told.</summary>
    public void Cut(bool fromHost = true, bool toHost = true)
    {
        (losesFrom, losesTo) = (fromHost, toHost);
        Port.Lose(fromHost, toHost);
    }

    /// <summary>Ends what <see cref="Cut"/> began.</summary>
    public void Heal()
    {
        Port.Lose(fromHost: false, toHost: false);
        (losesFrom, losesTo) = (false, false);
    }

    /// <summary>Sets the gateway's card down, as an administrator of it would.</summary>
    public void SetParentDown()
    {
        isParentUp = false;
        Host.Wiring.Change(Segment.Card, new LinkChange { IsUp = false });
    }

    /// <summary>Sets it up again, with the IPv6 address that was lost.</summary>
    public void SetParentUp()
    {
        Host.Wiring.Change(Segment.Card, new LinkChange { IsUp = true });
        Host.Run("ip", "address", "replace", $"fd09::{Number + 1}/64", "dev", Segment.Card, "nodad").Check();
        KnowProber();
        isParentUp = true;
    }

    /// <summary>
    /// Pauses the machine, as a hypervisor does: its programs stop, it neither hears nor says anything. What is not emulated: its
    /// kernel's timers go on, so that leases run out, and its packet queue does not fill.
    /// </summary>
    public void Pause()
    {
        isPaused = true;
        Cut();
        Host.FreezeAll();
    }

    /// <summary>Lets a paused machine go on, its programs first: the worst order for whoever believes to be the owner still.</summary>
    public void Resume()
    {
        Host.ThawAll();
        Heal();
        isPaused = false;
    }

    /// <summary>Adds the prober to the gateway's neighbours for good: answers to it must not wait. Lost when the card goes down.</summary>
    internal void KnowProber() => Host.Run(
        "ip", "neighbour", "replace", Segment.Prober, "lladdr", Segment.ProberHardware, "dev", Segment.Card, "nud", "permanent").Check();
}

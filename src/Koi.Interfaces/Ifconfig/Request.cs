using System.Collections.Immutable;
using Koi.Interfaces.Carp;
using Koi.Netlink.Route;

namespace Koi.Interfaces.Ifconfig;

/// <summary>Something to send to the kernel; interfaces are named, for a new one has no index before it is made.</summary>
/// <param name="Interface">The interface.</param>
/// <param name="Ioctl">What OpenBSD's ifconfig(8) calls it when it fails.</param>
public abstract record Request(string Interface, string Ioctl)
{
    /// <summary>Make a link.</summary>
    public sealed record AddLink(string Interface, LinkKind Kind) : Request(Interface, "SIOCIFCREATE");

    /// <summary>Make a persistent tun device.</summary>
    public sealed record AddTun(string Interface, bool IsTap) : Request(Interface, "SIOCIFCREATE");

    /// <summary>Remove a software link.</summary>
    public sealed record Delete(string Interface) : Request(Interface, "SIOCIFDESTROY");

    /// <summary>Change a link.</summary>
    public sealed record Change(string Interface, LinkChange Settings, string Ioctl) : Request(Interface, Ioctl);

    /// <summary>Change what is particular to a tunnel.</summary>
    public sealed record ChangeTunnel(string Interface, LinkKind Kind) : Request(Interface, "SIOCSLIFPHYADDR");

    /// <summary>Change how a bond works.</summary>
    /// <param name="Interface">The bond.</param>
    /// <param name="Settings">What to change.</param>
    /// <param name="Primary">The port to prefer; null leaves it.</param>
    public sealed record ChangeBond(string Interface, BondSettings Settings, string? Primary) : Request(Interface, "SIOCSTRUNK");

    /// <summary>Join a bond or a bridge.</summary>
    /// <param name="Interface">The port.</param>
    /// <param name="Owner">Null to leave.</param>
    /// <param name="Ioctl">The name.</param>
    public sealed record SetOwner(string Interface, string? Owner, string Ioctl) : Request(Interface, Ioctl);

    /// <summary>Add an address.</summary>
    public sealed record AddAddress(string Interface, InterfaceAddress Address) : Request(Interface, "SIOCAIFADDR");

    /// <summary>Change an address's lifetimes.</summary>
    public sealed record ReplaceAddress(string Interface, InterfaceAddress Address) : Request(Interface, "SIOCAIFADDR");

    /// <summary>Remove an address.</summary>
    public sealed record DeleteAddress(string Interface, InterfaceAddress Address) : Request(Interface, "SIOCDIFADDR");

    /// <summary>Put those addresses back that the kernel removed together with the primary one of their network.</summary>
    public sealed record RestoreAddresses(string Interface, ImmutableArray<InterfaceAddress> Addresses) : Request(Interface, "SIOCAIFADDR");

    /// <summary>Keep what was declared about a carp interface, for koid.</summary>
    public sealed record Declare(string Interface, CarpDeclaration Declaration) : Request(Interface, "SIOCSVH");

    /// <summary>Forget what was declared.</summary>
    /// <param name="Interface">The interface, which is gone.</param>
    /// <param name="Index">The number it had.</param>
    public sealed record Undeclare(string Interface, int Index) : Request(Interface, "SIOCIFDESTROY");

    /// <summary>Ask koid for something.</summary>
    /// <param name="Interface">The carp interface it is about.</param>
    /// <param name="Text">What koid gets.</param>
    /// <param name="Need">How much depends on it.</param>
    public sealed record AskDaemon(string Interface, string Text, DaemonNeed Need) : Request(Interface, "SIOCSVH");

    /// <summary>Put it into a group.</summary>
    public sealed record JoinGroup(string Interface, string Group) : Request(Interface, "SIOCAIFGROUP");

    /// <summary>Take it out of a group.</summary>
    public sealed record LeaveGroup(string Interface, string Group) : Request(Interface, " SIOCDIFGROUP");
}

/// <summary>How much depends on koid's answer.</summary>
public enum DaemonNeed
{
    /// <summary>Nothing when it does not run: there is nobody to go politely.</summary>
    None,

    /// <summary>It will do it when it starts; that is said.</summary>
    Later,

    /// <summary>Without it the command has failed.</summary>
    Now,
}

/// <summary>The requests that make of an interface what was asked for.</summary>
/// <param name="Requests">In order; empty when it is so already.</param>
/// <param name="Warnings">To show, without the program's name.</param>
/// <param name="Error">Why nothing can be done; then there are no requests.</param>
public sealed record Plan(ImmutableArray<Request> Requests, ImmutableArray<string> Warnings, PlanError? Error)
{
    /// <summary>A plan that cannot be carried out.</summary>
    internal static Plan Impossible(PlanError error) => new([], [], error);
}

/// <summary>Why a plan is impossible.</summary>
/// <param name="Text">As shown.</param>
/// <param name="IsBare">Whether it is shown without the program's name.</param>
public sealed record PlanError(string Text, bool IsBare = false);

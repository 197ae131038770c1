using Koi.Interfaces.Carp;
using Koi.Netlink;

namespace Koi.Interfaces.Ifconfig;

/// <content>The parameters of carp interfaces.</content>
public abstract partial record Operation
{
    /// <summary>A parameter that only carp interfaces have.</summary>
    /// <param name="Word">Its word.</param>
    public abstract record CarpParameter(string Word) : Operation;

    /// <summary>Set the number of the virtual host, 1-255.</summary>
    public sealed record Vhid(byte Number) : CarpParameter("vhid");

    /// <summary>Set the interface below.</summary>
    public sealed record CarpDevice(string Name) : CarpParameter("carpdev");

    /// <summary>Set the base of the advertisement interval, in seconds.</summary>
    public sealed record AdvBase(byte Seconds) : CarpParameter("advbase");

    /// <summary>Set what is added to the interval, 0-254.</summary>
    public sealed record AdvSkew(byte Skew) : CarpParameter("advskew");

    /// <summary>Set the passphrase.</summary>
    /// <param name="Text">The passphrase, or where it is to be read.</param>
    public sealed record Pass(string Text) : CarpParameter("pass")
    {
        /// <summary>Without the secret.</summary>
        public override string ToString() => nameof(Pass);
    }

    /// <summary>Send advertisements to one address; null for all.</summary>
    public sealed record CarpPeer(InetAddress? Address) : CarpParameter("carppeer");

    /// <summary>Set where else the peer is told of a bow-out; null for nowhere.</summary>
    public sealed record SyncPeer(InetAddress? Address) : CarpParameter("syncpeer");

    /// <summary>Keep the addresses on the parent, with its link-layer address.</summary>
    public sealed record LladdrOfParent() : CarpParameter("lladdr");

    /// <summary>Take a role now.</summary>
    public sealed record State(CarpRole Role) : CarpParameter("state");
}

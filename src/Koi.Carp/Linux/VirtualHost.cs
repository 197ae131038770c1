using Koi.Interfaces.Carp;
using Koi.Netlink;
using Koi.Netlink.Linux;
using Koi.Netlink.Route;

namespace Koi.Carp.Linux;

/// <summary>A carp(4) interface as the keeper has it: what was declared, what the kernel has, and where the protocol stands.</summary>
internal sealed class VirtualHost : IDisposable
{
    /// <summary>Says nothing about a host that has no declaration.</summary>
    public VirtualHost(Link link, ParentLink parent) => (Link, Parent) = (link, parent);

    /// <summary>The macvlan, as last heard of.</summary>
    public Link Link { get; set; }

    /// <summary>The link below.</summary>
    public ParentLink Parent { get; set; }

    /// <summary>The interface's name.</summary>
    public string Name => Link.Name;

    /// <summary>The interface's index.</summary>
    public int Index => Link.Index;

    /// <summary>What ifconfig(8) was told; null when there is no file, or one that cannot be trusted.</summary>
    public CarpDeclaration? Declaration { get; private set; }

    /// <summary>What of it the protocol needs.</summary>
    public CarpSettings Settings { get; private set; } = new() { Vhid = 1 };

    /// <summary>Where the protocol stands.</summary>
    public CarpMachine Machine { get; set; } = new();

    /// <summary>Why its declaration is not taken; empty when it is.</summary>
    public string Refusal { get; set; } = "";

    /// <summary>Why it is what it is.</summary>
    public string Reason { get; set; } = "";

    /// <summary>Signs and verifies.</summary>
    public Authenticator? Authenticator { get; private set; }

    /// <summary>The cookie of its advertisements, by which they are known when they come back.</summary>
    public required ulong Cookie { get; init; }

    /// <summary>The proof of its advertisements: the same each time.</summary>
    public byte[] Digest { get; } = new byte[20];

    /// <summary>The batch that renews its lease; null until the gate has made it.</summary>
    public PreparedBatch? Renewal { get; set; }

    /// <summary>Until when, in microseconds, its lease lasts at least, unless somebody takes it away.</summary>
    public long LeaseUntil { get; set; }

    /// <summary>The names in <see cref="Renewal"/>, its own and its parent's: when one of them has changed, it renews nothing.</summary>
    public (string Own, string Parent) RenewalNames { get; set; } = ("", "");

    /// <summary>Whether <see cref="Renewal"/> is there and in order.</summary>
    public bool HasRenewal => Renewal is not null && RenewalNames == (Name, Parent.Link.Name);

    /// <summary>Whether gate, link mode and address guard are in place.</summary>
    public bool IsPrepared { get; set; }

    /// <summary>How sending goes.</summary>
    public SendHealth Health { get; set; }

    /// <summary>The first shared IPv4 address, from which is sent when the parent has none.</summary>
    public InetAddress FirstV4 { get; private set; }

    /// <summary>When a unicast master last showed its link-layer address, in microseconds.</summary>
    public long ShownAt { get; set; }

    /// <summary>The virtual link-layer address, or the one that was given.</summary>
    public HardwareAddress Address { get; private set; }

    /// <summary>Whether the addresses live on the parent.</summary>
    public bool IsOnParent => Declaration?.UsesParentAddress == true;

    /// <summary>By how much the kernel would demote its groups on its account.</summary>
    public int OwnDemotion => (Machine.State == CarpState.Init && Link.IsUp && !Parent.IsRunning ? 1 : 0)
        + Health.Demote;

    /// <summary>Whether it can take part.</summary>
    public bool CanRun => IsPrepared && Declaration is { Addresses.IsEmpty: false } && Link.IsUp && Parent.IsRunning;

    /// <summary>Takes a declaration, new or changed.</summary>
    public void Declare(CarpDeclaration declaration, CarpSettings settings)
    {
        Authenticator?.Dispose();
        Declaration = declaration;
        Settings = settings;
        Address = declaration.LinkAddress ?? VirtualAddress.Of(declaration.Vhid);
        FirstV4 = declaration.Addresses.FirstOrDefault(address => !address.IsV6);
        Authenticator = new Authenticator(declaration.Passphrase, declaration.Vhid, declaration.Addresses, declaration.LinkAddress);
        Authenticator.Sign(Cookie, Digest);
    }

    /// <summary>What its advertisement says now.</summary>
    public Advertisement Advertise() =>
        new(Settings.Vhid, Settings.AdvBase, Settings.AdvSkew, Machine.Demote, Cookie);

    /// <inheritdoc/>
    public void Dispose() => Authenticator?.Dispose();
}

/// <summary>The link below one or more carp(4) interfaces.</summary>
internal sealed class ParentLink
{
    /// <summary>As last heard of.</summary>
    public required Link Link { get; set; }

    /// <summary>Where IPv4 advertisements come from: its first address; null when it has none.</summary>
    public InetAddress? SourceV4 { get; set; }

    /// <summary>Where IPv6 advertisements come from; null when it has no address that can be used.</summary>
    public InetAddress? SourceV6 { get; set; }

    /// <summary>The table of this machine's own addresses; of a VRF another than the usual one.</summary>
    public uint LocalTable { get; set; } = RouteEntry.LocalTable;

    /// <summary>Whether it can carry packets.</summary>
    public bool IsRunning => Link.IsUp && Link.IsRunning;
}

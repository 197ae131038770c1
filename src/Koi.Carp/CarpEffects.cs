namespace Koi.Carp;

/// <summary>What to do after a step, in the order of the members.</summary>
[Flags]
public enum CarpEffects
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Delete the lease, which silences at once; after the bow-outs take addresses, routes and the link's state back.</summary>
    Close = 1,

    /// <summary>Say on the shared link that the master goes.</summary>
    BowOut = 2,

    /// <summary>Say it on the other path, if there is one.</summary>
    BowOutBySync = 4,

    /// <summary>
    /// Put up a ticket, hear all advertisements that wait, then tell <see cref="CarpEventKind.Claimed"/>.
    /// </summary>
    Claim = 8,

    /// <summary>Addresses, routes, the link's state, and the lease in exchange for the ticket; no ticket left: <see cref="CarpEventKind.LeaseLost"/>.</summary>
    Open = 16,

    /// <summary>Renew the lease, and if that succeeds, advertise; else <see cref="CarpEventKind.LeaseLost"/>.</summary>
    Advertise = 32,

    /// <summary>Gratuitous ARP and neighbour advertisements.</summary>
    Announce = 64,
}

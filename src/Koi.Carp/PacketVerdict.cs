namespace Koi.Carp;

/// <summary>What the checks of a received packet say. All but the first and the last are counters of <see cref="CarpStatistics"/>.</summary>
/// <remarks>OpenBSD sys/netinet/ip_carp.h, struct carpstats; ip_carp.c, carp_proto_input_if and carp_proto_input_c.</remarks>
public enum PacketVerdict
{
    /// <summary>As good as checked so far.</summary>
    Accepted,

    /// <summary>badif: it came by an interface without carp, or its destination is not what this virtual host listens to.</summary>
    BadInterface,

    /// <summary>badttl: it did not start on this link.</summary>
    BadTtl,

    /// <summary>hdrops: not even an IP header.</summary>
    HeaderDrop,

    /// <summary>badsum.</summary>
    BadChecksum,

    /// <summary>badver: not version 2, or not an advertisement.</summary>
    BadVersion,

    /// <summary>badlen: shorter than an advertisement; so are most of VRRP, which has the same protocol number.</summary>
    BadLength,

    /// <summary>badauth: another passphrase or another list of addresses.</summary>
    BadAuthentication,

    /// <summary>badvhid: no virtual host of that number here.</summary>
    BadVhid,

    /// <summary>badaddrs: OpenBSD has the counter and does not use it.</summary>
    BadAddresses,

    /// <summary>The own cookie came back: a replay or a loop; OpenBSD does not count these among the bad.</summary>
    OwnCookie,
}

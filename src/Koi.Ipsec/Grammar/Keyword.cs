using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Koi.Ipsec.Grammar;

/// <summary>The reserved words of ipsec.conf(5); the names of the members are the words.</summary>
internal enum Keyword
{
    Acquire, Active, Aggressive, Ah, Any, Auth, AuthKey, Bundle, Bypass, Comp, Deny, DontAcq, DstId, Dynamic, Enc, EncKey, Esp,
    File, Flow, From, Group, Ike, In, Include, Interface, IpComp, IpIp, Life, Lifetime, Local, Main, Out, Passive, Peer, Port, Proto,
    Psk, Quick, Require, Rsa, Spi, SrcId, Tag, TcpMd5, To, Transport, Tunnel, Type, UdpEncap, Use,
}

/// <summary>The words themselves.</summary>
internal static class Keywords
{
    private static readonly ImmutableArray<string> Words =
    [
        "acquire", "active", "aggressive", "ah", "any", "auth", "authkey", "bundle", "bypass", "comp", "deny", "dontacq", "dstid", "dynamic", "enc", "enckey", "esp",
        "file", "flow", "from", "group", "ike", "in", "include", "interface", "ipcomp", "ipip", "life", "lifetime", "local", "main", "out", "passive", "peer", "port", "proto",
        "psk", "quick", "require", "rsa", "spi", "srcid", "tag", "tcpmd5", "to", "transport", "tunnel", "type", "udpencap", "use",
    ];

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Set =
        Words.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a word is reserved in any dialect.</summary>
    internal static bool Contains(ReadOnlySpan<char> word) => Set.Contains(word);

    /// <summary>The word of a keyword.</summary>
    internal static string Text(int keyword) => Words[keyword];

    /// <summary>The reserved words but those left out, with their numbers.</summary>
    internal static Dictionary<string, int> Without(params ReadOnlySpan<Keyword> missing)
    {
        var words = new Dictionary<string, int>(Words.Length, StringComparer.Ordinal);
        for (var i = 0; i < Words.Length; i++)
        {
            if (!missing.Contains((Keyword)i))
            {
                words.Add(Words[i], i);
            }
        }

        return words;
    }
}

using System.Collections.Frozen;
using Koi.Interfaces.Carp;
using Koi.Netlink;

namespace Koi.Interfaces.Ifconfig;

/// <content>The words of carp interfaces.</content>
internal static partial class Parameters
{
    private static readonly FrozenSet<string> BalancingWords = FrozenSet.Create(StringComparer.Ordinal, "balancing", "carpnodes");

    private static IEnumerable<KeyValuePair<string, Parameter>> CarpWords =>
    [
        new("vhid", One((r, v) => Number(v, "vhid", 1, byte.MaxValue, n => r.Add(new Operation.Vhid((byte)n))))),
        new("carpdev", One((r, v) => r.Add(new Operation.CarpDevice(v)))),
        new("advbase", One((r, v) => Number(v, "advbase", 0, byte.MaxValue, n => r.Add(new Operation.AdvBase((byte)n))))),
        new("advskew", One((r, v) => Number(v, "advskew", 0, CarpDeclaration.MaxSkew, n => r.Add(new Operation.AdvSkew((byte)n))))),
        new("pass", One(Pass)),
        new("carppeer", One((r, v) => InetAddress.TryParseV4(v, out var peer) && !peer.IsAny ? r.Add(new Operation.CarpPeer(peer)) : $"carppeer {v}: not an IPv4 address")),
        new("-carppeer", Plain(new Operation.CarpPeer(null))),
        new("syncpeer", One((r, v) => InetAddress.TryParse(v, out var peer) && !peer.IsAny ? r.Add(new Operation.SyncPeer(peer)) : $"syncpeer {v}: not an address")),
        new("-syncpeer", Plain(new Operation.SyncPeer(null))),
        new("state", One((r, v) => CarpRoles.Parse(v) is { } role ? r.Add(new Operation.State(role)) : $"state {v}: not init, backup or master")),
    ];

    /// <summary>What to say of carp(4)'s words that Koi does not have; null for all others.</summary>
    private static string? AbsentOfCarp(string word) =>
        BalancingWords.Contains(word) ? $"{word}: load balancing is not supported; see ifconfig(8), DEPARTURES"
        : word is "-carpdev" ? "-carpdev: Linux ties a carp interface to its parent; destroy it and make it again"
        : null;

    /// <summary>The message must not have the passphrase in it.</summary>
    private static string? Pass(ParameterReader reader, string text) =>
        text.Any(char.IsControl) ? "pass: control characters cannot be in it" : reader.Add(new Operation.Pass(text));
}

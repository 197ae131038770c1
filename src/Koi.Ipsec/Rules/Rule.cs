using System.Collections.Immutable;
using Koi.Language;
using Koi.Netlink.Xfrm;

namespace Koi.Ipsec.Rules;

/// <summary>A rule after expansion: one flow, one SA, one bundle or one IKE connection.</summary>
/// <param name="Number">Counts from 0 over all rules that a configuration expands to.</param>
/// <param name="Span">The statement that it comes from.</param>
public abstract record Rule(int Number, SourceSpan Span) : Statement(Span)
{
    /// <summary>Packets that need IPsec, or must not have it.</summary>
    public sealed record Flow(int Number, SourceSpan Span) : Rule(Number, Span)
    {
        /// <summary>esp, ah, ipcomp or ipip.</summary>
        public required SaType SaType { get; init; }

        /// <summary>In or out.</summary>
        public required FlowDirection Direction { get; init; }

        /// <summary>What is asked for.</summary>
        public required FlowType Type { get; init; }

        /// <summary>IP protocol number, 0 for any.</summary>
        public byte Protocol { get; init; }

        /// <summary>Source network.</summary>
        public required HostAddress Source { get; init; }

        /// <summary>0 for any.</summary>
        public ushort SourcePort { get; init; }

        /// <summary>Destination network.</summary>
        public required HostAddress Destination { get; init; }

        /// <summary>0 for any.</summary>
        public ushort DestinationPort { get; init; }

        /// <summary>This end of the tunnel; null leaves it to the system.</summary>
        public HostAddress? Local { get; init; }

        /// <summary>The other end; null only for deny and bypass.</summary>
        public HostAddress? Peer { get; init; }

        /// <summary><c>srcid</c>.</summary>
        public string? SourceId { get; init; }

        /// <summary><c>dstid</c>.</summary>
        public string? DestinationId { get; init; }
    }

    /// <summary>A security association with its keys.</summary>
    public sealed record Sa(int Number, SourceSpan Span) : Rule(Number, Span)
    {
        /// <summary>esp, ah, ipcomp, ipip or tcpmd5.</summary>
        public required SaType SaType { get; init; }

        /// <summary>Tunnel or transport.</summary>
        public required TransformMode Mode { get; init; }

        /// <summary>Sender.</summary>
        public required HostAddress Source { get; init; }

        /// <summary>Receiver.</summary>
        public required HostAddress Destination { get; init; }

        /// <summary>Security parameter index, 0x100 and above.</summary>
        public required uint Spi { get; init; }

        /// <summary>Whether packets travel in UDP.</summary>
        public bool IsUdpEncapsulated { get; init; }

        /// <summary>The peer's port of UDP encapsulation; 0 for the standard's, 4500.</summary>
        public ushort UdpPort { get; init; }

        /// <summary>Defaults filled in; empty for ipip and tcpmd5.</summary>
        public TransformSet Transforms { get; init; } = TransformSet.Empty;

        /// <summary>The authentication key.</summary>
        public KeyMaterial? AuthenticationKey { get; init; }

        /// <summary>The encryption key, a salt or nonce at its end.</summary>
        public KeyMaterial? EncryptionKey { get; init; }

        /// <summary>The bundle that it belongs to.</summary>
        public string? BundleName { get; init; }
    }

    /// <summary>SAs that a packet passes one after the other, innermost first.</summary>
    public sealed record Bundle(int Number, SourceSpan Span) : Rule(Number, Span)
    {
        /// <summary>The SA that was last in the chain.</summary>
        public required Sa First { get; init; }

        /// <summary>The SA that follows it.</summary>
        public required Sa Second { get; init; }
    }

    /// <summary>A connection that an IKE daemon negotiates.</summary>
    public sealed record Ike(int Number, SourceSpan Span) : Rule(Number, Span)
    {
        /// <summary>Who begins.</summary>
        public required IkeMode Mode { get; init; }

        /// <summary>esp, ah, ipcomp or ipip; isakmpd negotiates the first two.</summary>
        public required SaType SaType { get; init; }

        /// <summary>Tunnel or transport.</summary>
        public required TransformMode Encapsulation { get; init; }

        /// <summary>IP protocol number, 0 for any.</summary>
        public byte Protocol { get; init; }

        /// <summary>This side's network.</summary>
        public required HostAddress Source { get; init; }

        /// <summary>0 for any.</summary>
        public ushort SourcePort { get; init; }

        /// <summary>The other side's network.</summary>
        public required HostAddress Destination { get; init; }

        /// <summary>0 for any.</summary>
        public ushort DestinationPort { get; init; }

        /// <summary>The unit of a <c>sec</c> interface that routes packets instead of the networks; null for none.</summary>
        public uint? SecInterface { get; init; }

        /// <summary>This end of the tunnel.</summary>
        public HostAddress? Local { get; init; }

        /// <summary>The other end; null for the default peer.</summary>
        public HostAddress? Peer { get; init; }

        /// <summary>Main or aggressive.</summary>
        public Phase1Exchange Exchange { get; init; }

        /// <summary>Phase 1 as the rule names it.</summary>
        public TransformSet Phase1 { get; init; } = TransformSet.Empty;

        /// <summary>Phase 1 lifetime in seconds; null for the daemon's default.</summary>
        public int? Phase1Lifetime { get; init; }

        /// <summary>Phase 2 as the rule names it.</summary>
        public TransformSet Phase2 { get; init; } = TransformSet.Empty;

        /// <summary>Phase 2 lifetime in seconds; null for the daemon's default.</summary>
        public int? Phase2Lifetime { get; init; }

        /// <summary><c>srcid</c>; the host name for dynamic rules without one.</summary>
        public string? SourceId { get; init; }

        /// <summary><c>dstid</c>.</summary>
        public string? DestinationId { get; init; }

        /// <summary>The shared secret; null for RSA signatures.</summary>
        public PreSharedKey? PreSharedKey { get; init; }

        /// <summary>The tag of decapsulated packets.</summary>
        public string? Tag { get; init; }
    }

    /// <summary>The rules among statements.</summary>
    public static IEnumerable<Rule> In(ImmutableArray<Statement> statements) => statements.OfType<Rule>();
}

/// <summary>A shared secret. It does not print itself.</summary>
/// <param name="secret">The characters, as the file has them.</param>
public sealed class PreSharedKey(string secret) : IEquatable<PreSharedKey>
{
    /// <summary>The characters, for whoever must send or was asked to print them.</summary>
    public string Reveal() => secret;

    /// <inheritdoc/>
    public bool Equals(PreSharedKey? other) => other is not null && string.Equals(secret, other.Reveal(), StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PreSharedKey);

    /// <inheritdoc/>
    public override int GetHashCode() => secret.Length;

    /// <summary>Not the secret.</summary>
    public override string ToString() => "secret";
}

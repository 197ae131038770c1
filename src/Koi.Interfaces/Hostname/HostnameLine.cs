using System.Collections.Immutable;
using Koi.Language;

namespace Koi.Interfaces.Hostname;

/// <summary>A line of hostname.if(5) that does something.</summary>
public abstract record HostnameLine
{
    private HostnameLine(SourceSpan span) => Span = span;

    /// <summary>From its first character to its last; that of <c>dest</c> is not in it.</summary>
    public SourceSpan Span { get; }

    /// <summary><c>inet</c> and <c>inet6</c> with an address, completed by <c>dest</c>.</summary>
    public sealed record Address(bool IsV6, ImmutableArray<HostnameWord> Words, SourceSpan Place) : HostnameLine(Place)
    {
        /// <summary>Where in <see cref="Words"/> the address is.</summary>
        public int AddressIndex { get; init; } = 1;

        /// <summary>Whether a <c>dest</c> line gave it its other end.</summary>
        public bool HasDestination { get; init; }
    }

    /// <summary>What ifconfig(8) gets as it stands, after the interface's name.</summary>
    public sealed record Verbatim(ImmutableArray<HostnameWord> Words, SourceSpan Place) : HostnameLine(Place);

    /// <summary><c>dhcp</c> and <c>inet autoconf</c>; the options are for ifconfig(8), before the client starts.</summary>
    public sealed record Dhcp(ImmutableArray<HostnameWord> Options, SourceSpan Place) : HostnameLine(Place);

    /// <summary><c>rtsol</c> and <c>inet6 autoconf</c>: addresses and routes from router advertisements.</summary>
    public sealed record RouterSolicitation(ImmutableArray<HostnameWord> Options, SourceSpan Place) : HostnameLine(Place);

    /// <summary>A line that begins with an exclamation mark; <c>\$if</c> is replaced already.</summary>
    public sealed record Shell(string Command, SourceSpan Place) : HostnameLine(Place);
}

/// <summary>A word.</summary>
/// <param name="Text">Without its quotation marks.</param>
/// <param name="Span">Where it stands, with them; a word that the file does not have is where its cause is.</param>
public readonly record struct HostnameWord(string Text, SourceSpan Span);

/// <summary>A file hostname.IF that was read.</summary>
/// <param name="Interface">The interface it configures.</param>
/// <param name="Lines">What it does, in order; empty when there are errors.</param>
/// <param name="Diagnostics">What is wrong with it.</param>
/// <param name="ErrorCount">How many of them are errors, those beyond the limit included.</param>
public sealed record HostnameFile(
    string Interface, ImmutableArray<HostnameLine> Lines, ImmutableArray<Diagnostic> Diagnostics, int ErrorCount)
{
    /// <summary>Whether it takes IPv4 addresses and routes from others.</summary>
    public bool IsAutoconfiguredV4 => Lines.Any(line => line is HostnameLine.Dhcp);

    /// <summary>Whether it takes IPv6 addresses and routes from others.</summary>
    public bool IsAutoconfiguredV6 => Lines.Any(line => line is HostnameLine.RouterSolicitation);
}

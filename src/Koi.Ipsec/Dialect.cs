using Koi.Ipsec.Grammar;
using Koi.Ipsec.Rules;
using Koi.Language;

namespace Koi.Ipsec;

/// <summary>A release of ipsec.conf(5): its words, defaults, transforms and formats.</summary>
public sealed class Dialect
{
    private Dialect(LexerRules lexerRules, TransformTable transforms) => (LexerRules, Transforms) = (lexerRules, transforms);

    /// <summary>Koi's own: current OpenBSD's language, with 4.9's words where they are no longer there.</summary>
    public static Dialect Current { get; } = new(Lexing([], errorTakesLineFeed: false, backslashBlank: true), TransformTable.Current)
    {
        MessageStyle = MessageStyle.Detailed,
    };

    /// <summary>OpenBSD 4.9's, byte for byte.</summary>
    public static Dialect OpenBsd49 { get; } = new(
        Lexing([Keyword.Bundle, Keyword.Interface, Keyword.Lifetime, Keyword.UdpEncap], errorTakesLineFeed: true, backslashBlank: false),
        TransformTable.OpenBsd49)
    {
        MessageStyle = MessageStyle.OpenBsd,
    };

    /// <summary>How text becomes tokens.</summary>
    public LexerRules LexerRules { get; }

    /// <summary>What <c>auth</c>, <c>enc</c>, <c>comp</c> and <c>group</c> may name.</summary>
    public TransformTable Transforms { get; }

    /// <summary>How errors are worded.</summary>
    public required MessageStyle MessageStyle { get; init; }

    /// <summary>Whether this is 4.9's: SAs between the same hosts form groups, ipcomp flows are required, IKE lines are 4.9's.</summary>
    public bool IsOpenBsd49 => MessageStyle == MessageStyle.OpenBsd;

    private static LexerRules Lexing(ReadOnlySpan<Keyword> missing, bool errorTakesLineFeed, bool backslashBlank) =>
        new(Keywords.Without(missing), wordStart: ":_*", notInWord: "(){}<>!=/#,", numberEnd: "),/}=")
        {
            ErrorTakesLineFeed = errorTakesLineFeed,
            QuotesInvalidNumbers = errorTakesLineFeed,
            QuotedBackslashBlank = backslashBlank,
        };
}

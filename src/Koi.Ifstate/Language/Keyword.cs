using System.Collections.Frozen;
using System.Collections.Immutable;
using Koi.Language;

namespace Koi.Ifstate.Language;

/// <summary>The reserved words of ifstated.conf(5). Koi's own words are not reserved: they stand where no word could.</summary>
internal enum Keyword
{
    And, Or, Down, Every, If, Init, InitState, Link, Run, SetState, State, Unknown, Up,
}

/// <summary>The words themselves, and how text becomes tokens.</summary>
internal static class Keywords
{
    private static readonly ImmutableArray<string> Words =
    [
        "&&", "||", "down", "every", "if", "init", "init-state", "link", "run", "set-state", "state", "unknown", "up",
    ];

    private static readonly FrozenSet<string> Set = Words.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>OpenBSD's lexer.</summary>
    internal static LexerRules LexerRules { get; } = new(
        Words.Select((word, number) => (word, number)).ToDictionary(w => w.word, w => w.number, StringComparer.Ordinal),
        wordStart: ":_&|",
        notInWord: "(){}!=#,.",
        numberEnd: "),/}=")
    {
        QuotesInvalidNumbers = true,
    };

    /// <summary>Whether a word is reserved.</summary>
    internal static bool Contains(string word) => Set.Contains(word);

    /// <summary>The word of a keyword.</summary>
    internal static string Text(int keyword) => Words[keyword];
}

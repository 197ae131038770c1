using Koi.Language;

namespace Koi.Ifstate.Language;

/// <content>Tests.</content>
public sealed partial class ConfigurationParser
{
    private const int MostRuns = 65535;

    private readonly List<Token> parts = [];
    private readonly Dictionary<string, bool> existing = new(StringComparer.Ordinal);

    /// <summary>
    /// One test. OpenBSD's begin with a word and go on with a dot or <c>every</c>; so <c>after</c> with a time, and whatever has other
    /// words after its dots, was an error before.
    /// </summary>
    private bool ReadTest(out Test test)
    {
        test = null!;
        if (!cursor.TryWord("an interface, a group or a command in quotes", out var word))
        {
            return cursor.SyntaxError();
        }

        if (cursor.TryCharacter('.'))
        {
            return ReadSubject(word, ref test);
        }

        if (Try(Keyword.Every))
        {
            return ReadCommand(word, ref test);
        }

        if (word.Text.Span is "after" && (cursor.Peek().Kind is TokenKind.Number || AtIntervalWord()))
        {
            var isRead = ReadInterval(out var time);
            test = new Test.After(time);
            return isRead;
        }

        return cursor.SyntaxError();
    }

    /// <summary>Reads words between dots to the end: the last ones are the test, the others a name that has dots itself.</summary>
    private bool ReadSubject(Token first, ref Test test)
    {
        parts.Clear();
        parts.Add(first);
        do
        {
            var token = cursor.Peek();
            if (token.Kind is not (TokenKind.Word or TokenKind.Number or TokenKind.Keyword) || IsOperator(token))
            {
                cursor.AtKeyword((int)Keyword.Link);
                cursor.TryWord("inet, inet6, addr, route, group, members or demoted", out _);
                return cursor.SyntaxError();
            }

            parts.Add(cursor.Take());
        }
        while (TakeDot());

        return FindTest(ref test);
    }

    private bool TakeDot() => cursor.Peek().Is('.') && cursor.TryCharacter('.');

    private static bool IsOperator(Token token) => token.Kind == TokenKind.Keyword && (Keyword)token.Keyword is Keyword.And or Keyword.Or;

    private bool FindTest(ref Test test)
    {
        var last = parts[^1];
        var before = parts[^2];
        var isWord = last.Kind == TokenKind.Word;
        if (parts.Count > 2)
        {
            if (IsKeyword(before, Keyword.Link) && LinkTestOf(last) is { } link)
            {
                test = new Test.Link(SubjectOf(2), link);
                return CheckName(2);
            }

            if (IsWord(before, "route") && isWord && FamiliesOf(last) is var routes and not AddressFamilies.None)
            {
                test = new Test.DefaultRoute(SubjectOf(2), routes);
                return CheckName(2);
            }

            if (IsWord(before, "group") && isWord)
            {
                test = new Test.Membership(SubjectOf(2), last.Text.ToString());
                return CheckName(2) && CheckExists(last.Text.ToString(), last.Span, last.Macro, "group");
            }

            if (IsWord(before, "members") && IsWord(last, "changed") && IsGroup(2))
            {
                test = new Test.MembersChanged(SubjectOf(2).Name);
                return CheckName(2);
            }
        }

        if (isWord && last.Text.Span is "members" or "demoted" && IsGroup(1))
        {
            var group = SubjectOf(1).Name;
            test = IsWord(last, "members") ? new Test.Members(group) : new Test.Demoted(group);
            return CheckName(1);
        }

        return parts.Count > 2 && before.Kind == TokenKind.Word && FamiliesOf(before) is var families and not AddressFamilies.None
            ? FindAddressTest(families, last, ref test)
            : NoTest();
    }

    private bool FindAddressTest(AddressFamilies families, Token last, ref Test test)
    {
        var subject = SubjectOf(2);
        if (IsKeyword(last, Keyword.Up) || IsKeyword(last, Keyword.Down))
        {
            test = new Test.HasAddress(subject, families, IsKeyword(last, Keyword.Up));
        }
        else if (IsWord(last, "changed"))
        {
            // Any member's change is a change of all of them.
            test = new Test.AddressChanged(subject.Kind == SubjectKind.All ? subject with { Kind = SubjectKind.Any } : subject, families);
        }
        else if (last.Kind == TokenKind.Word && PrefixText.TryParse(last.Text.Span, families, out var prefix))
        {
            test = new Test.AddressWithin(subject, families, prefix);
        }
        else if (IsOpenBsd || last.Kind != TokenKind.Word)
        {
            return NoTest();
        }
        else
        {
            var family = families == AddressFamilies.Any ? "address" : $"{TestText.Of(families)} address";
            return cursor.Error(last.Span, $"\"{last.Text}\" is no {family} and no prefix of one; tests are up, down, changed and \"prefix\"", last.Macro);
        }

        return CheckName(2);
    }

    /// <summary>Reports that the words after a name are no test.</summary>
    private bool NoTest()
    {
        if (IsOpenBsd)
        {
            return cursor.SyntaxError();
        }

        var needsGroup = parts[^1].Text.Span is "members" or "demoted" || (parts[^1].Text.Span is "changed" && IsWord(parts[^2], "members"));
        return cursor.Error(
            parts[1].Span.To(parts[^1].Span),
            needsGroup
                ? "syntax error: members and demoted are asked of a group, as in group:NAME.members"
                : "syntax error: this is no test; tests are .link.up, .inet.up, .inet.changed, .route.inet, .group.NAME and their like",
            parts[^1].Macro);
    }

    private static bool IsWord(Token token, string word) => token.Kind == TokenKind.Word && token.Text.Span.SequenceEqual(word);

    private static bool IsKeyword(Token token, Keyword keyword) => token.Kind == TokenKind.Keyword && token.Keyword == (int)keyword;

    private static LinkTest? LinkTestOf(Token token) =>
        IsKeyword(token, Keyword.Up) ? LinkTest.Up
        : IsKeyword(token, Keyword.Down) ? LinkTest.Down
        : IsKeyword(token, Keyword.Unknown) ? LinkTest.Unknown
        : null;

    private static AddressFamilies FamiliesOf(Token token) => token.Text.Span switch
    {
        "inet" => AddressFamilies.V4,
        "inet6" => AddressFamilies.V6,
        "addr" => AddressFamilies.Any,
        _ => AddressFamilies.None,
    };

    private bool IsGroup(int words) => SubjectOf(words).Kind != SubjectKind.Plain;

    /// <summary>What stands before the words of a test.</summary>
    /// <param name="words">How many words the test has.</param>
    private Subject SubjectOf(int words)
    {
        var name = string.Join('.', parts.Take(parts.Count - words).Select(p => p.Text.ToString()));
        var kind = KindOf(name, out var start);
        return new(kind, name[start..]);
    }

    private static SubjectKind KindOf(ReadOnlySpan<char> name, out int start)
    {
        start = name.IndexOf(':') + 1;
        var kind = start == name.Length ? SubjectKind.Plain : name[..start] switch
        {
            "any:" or "group:" => SubjectKind.Any,
            "all:" => SubjectKind.All,
            _ => SubjectKind.Plain,
        };
        start = kind == SubjectKind.Plain ? 0 : start;
        return kind;
    }

    private bool CheckName(int words)
    {
        var (kind, name) = SubjectOf(words);
        return CheckExists(name, parts[0].Span.To(parts[^(words + 1)].Span), parts[0].Macro, kind == SubjectKind.Plain ? "interface" : "group");
    }

    /// <summary>What is missing is named each time it is an error, and once as a warning.</summary>
    private bool CheckExists(string name, SourceSpan span, Macro? macro, string what)
    {
        var isKnown = existing.TryGetValue(name, out var exists);
        if (!isKnown)
        {
            existing.Add(name, exists = environment.Exists(name));
        }

        if (exists || (isKnown && !environment.IsStrict))
        {
            return true;
        }

        if (environment.IsStrict)
        {
            return Complain(span, $"unknown {what} {name}", macro);
        }

        cursor.Warn(span, $"unknown {what} {name}", macro is null ? [] : [Lexer.NoteOf(macro)]);
        return true;
    }
}

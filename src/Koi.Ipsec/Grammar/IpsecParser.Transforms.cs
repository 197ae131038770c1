using System.Collections.Immutable;
using Koi.Ipsec.Rules;
using Koi.Language;

namespace Koi.Ipsec.Grammar;

/// <content><c>auth</c>, <c>enc</c>, <c>comp</c> and <c>group</c>, in any order.</content>
public sealed partial class IpsecParser
{
    private SourceSpan authenticationSpan;
    private SourceSpan encryptionSpan;
    private SourceSpan compressionSpan;

    private bool ReadTransforms(out TransformSet transforms)
    {
        transforms = TransformSet.Empty;
        while (true)
        {
            Transform? found;
            if (Try(Keyword.Auth))
            {
                if (!ReadTransform("auth", dialect.Transforms.Authentication, transforms.Authentication, out found))
                {
                    return false;
                }

                (authenticationSpan, transforms) = (cursor.LastRead, transforms with { Authentication = found });
            }
            else if (Try(Keyword.Enc))
            {
                if (!ReadTransform("enc", dialect.Transforms.Encryption, transforms.Encryption, out found))
                {
                    return false;
                }

                (encryptionSpan, transforms) = (cursor.LastRead, transforms with { Encryption = found });
            }
            else if (Try(Keyword.Comp))
            {
                if (!ReadTransform("comp", dialect.Transforms.Compression, transforms.Compression, out found))
                {
                    return false;
                }

                (compressionSpan, transforms) = (cursor.LastRead, transforms with { Compression = found });
            }
            else if (Try(Keyword.Group))
            {
                if (!ReadTransform("group", dialect.Transforms.Group, transforms.Group, out found))
                {
                    return false;
                }

                transforms = transforms with { Group = found };
            }
            else
            {
                return true;
            }
        }
    }

    /// <summary>Reads a name; an unknown or repeated one is an error after which the rule is read on, as in OpenBSD.</summary>
    private bool ReadTransform(string keyword, ImmutableArray<Transform> table, Transform? earlier, out Transform? found)
    {
        found = earlier;
        if (!cursor.TryWord("a transform", out var name))
        {
            return cursor.SyntaxError();
        }

        if (earlier is not null)
        {
            cursor.Report(name.Span, $"{keyword} already set");
            return true;
        }

        found = TransformTable.Find(table, name.Text.Span);
        if (found is null)
        {
            cursor.Report(name.Span, $"{name.Text} not a valid transform{Known(table)}");
        }

        return true;
    }

    private string Known(ImmutableArray<Transform> table) => dialect.IsOpenBsd49
        ? ""
        : $"; the transforms are {string.Join(", ", table.Select(t => t.Name).Where(n => n is not "unknown"))}";

    /// <summary>A lifetime in seconds: <c>life N</c>, <c>lifetime N</c> or <c>lifetime Nm</c>, <c>Nh</c>.</summary>
    private bool ReadLifetime(out int? seconds)
    {
        seconds = null;
        if (!Try(Keyword.Lifetime) && !Try(Keyword.Life))
        {
            return true;
        }

        if (cursor.TryNumber("a number of seconds", out var number))
        {
            seconds = (int)number.Number;
            return number.Number is >= 0 and <= int.MaxValue
                || cursor.Error(number.Span, $"{number.Number} not a valid lifetime", number.Macro);
        }

        if (dialect.IsOpenBsd49 || !cursor.TryWord("a time such as 30m or 2h", out var word))
        {
            return cursor.SyntaxError();
        }

        return ReadTime(word, out seconds);
    }

    private bool ReadTime(Token word, out int? seconds)
    {
        var text = word.Text.Span;
        seconds = null;
        var unit = text.IsEmpty ? 0 : char.ToLowerInvariant(text[^1]) switch { 'm' => 60, 'h' => 3600, _ => 0 };
        if (text.IsEmpty || !char.IsAsciiDigit(text[0]))
        {
            return cursor.Error(word.Span, $"invalid time specification: {word.Text}", word.Macro);
        }

        if (unit == 0)
        {
            return cursor.Error(word.Span, "invalid time unit; there are m for minutes and h for hours", word.Macro);
        }

        if (!int.TryParse(text[..^1], System.Globalization.NumberStyles.None, null, out var count) || count > int.MaxValue / unit)
        {
            return cursor.Error(word.Span, $"invalid time specification: {word.Text}", word.Macro);
        }

        seconds = count * unit;
        return true;
    }
}

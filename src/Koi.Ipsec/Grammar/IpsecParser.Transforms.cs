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
    private SourceSpan groupSpan;

    private bool ReadTransforms(out TransformSet transforms)
    {
        Transform? authentication = null, encryption = null, compression = null, group = null;
        var (tables, isRead, isAny) = (dialect.Transforms, true, true);
        transforms = TransformSet.Empty;
        while (isRead && isAny)
        {
            isAny = Try(Keyword.Auth) ? ReadTransform("auth", tables.Authentication, ref authentication, ref authenticationSpan, out isRead)
                : Try(Keyword.Enc) ? ReadTransform("enc", tables.Encryption, ref encryption, ref encryptionSpan, out isRead)
                : Try(Keyword.Comp) ? ReadTransform("comp", tables.Compression, ref compression, ref compressionSpan, out isRead)
                : Try(Keyword.Group) && ReadTransform("group", tables.Group, ref group, ref groupSpan, out isRead);
        }

        if (authentication is not null || encryption is not null || compression is not null || group is not null)
        {
            transforms = new() { Authentication = authentication, Encryption = encryption, Compression = compression, Group = group };
        }

        return isRead;
    }

    /// <summary>Reads a name; an unknown or repeated one is an error after which the rule is read on, as in OpenBSD.</summary>
    /// <returns>True: there was a transform, whether it could be read or not.</returns>
    private bool ReadTransform(
        string keyword, ImmutableArray<Transform> table, ref Transform? transform, ref SourceSpan span, out bool isRead)
    {
        isRead = cursor.TryWord("a transform", out var name) || cursor.SyntaxError();
        if (!isRead)
        {
            return true;
        }

        span = name.Span;
        if (transform is not null)
        {
            cursor.Report(name.Span, $"{keyword} already set");
            return true;
        }

        transform = TransformTable.Find(table, name.Text.Span);
        if (transform is null)
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

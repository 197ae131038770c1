using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Koi.Language;

namespace Koi.SaSync.Language;

/// <content>Names, numbers, keys; errors.</content>
public sealed partial class ConfigurationParser
{
    private const int LongestName = 255;
    private const int FingerprintLength = 32;

    /// <summary>A setting that is once in a file; the last one counts.</summary>
    private bool TakeSetting(string name)
    {
        NoteSetting(name, words.Take());
        return true;
    }

    private void NoteSetting(string name, SourceSpan place)
    {
        if (seen.TryGetValue(name, out var before))
        {
            diagnostics.Add(new(
                Severity.Warning, $"{name} is given twice, and the last one counts", place, place.Position.Line, [new("given here first", before)]));
        }

        seen[name] = place;
    }

    private bool Set(SyncConfiguration next)
    {
        result = next;
        return true;
    }

    private bool TryName(string what, out string name)
    {
        var span = words.Next;
        var text = words.TextOf(span);
        name = "";
        if (text.IsEmpty || Settings[..^NewSettings].Any(words.At))
        {
            return SyntaxError(what);
        }

        words.Take();
        if (text.Length > LongestName)
        {
            return Error(span, $"a name has at most {LongestName} characters");
        }

        if (text.ContainsAnyInRange('\0', '\x1f'))
        {
            return Error(span, "a name has no control characters");
        }

        name = text.ToString();
        return true;
    }

    private bool TryPort(out ushort? port)
    {
        port = null;
        if (!words.Try("port"))
        {
            return true;
        }

        if (!TryNumber("a port", 1, ushort.MaxValue, out var number))
        {
            return false;
        }

        port = (ushort)number;
        return true;
    }

    private bool TryNumber(string what, uint least, uint most, out uint number)
    {
        var span = words.Next;
        var text = words.TextOf(span);
        number = 0;
        if (text.IsEmpty || text.ContainsAnyExceptInRange('0', '9'))
        {
            return SyntaxError(what);
        }

        words.Take();
        return (uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most)
            || Error(span, string.Create(CultureInfo.InvariantCulture, $"{what} is from {least} to {most}"));
    }

    /// <summary><c>0x</c> and hexadecimal digits, or characters as they are.</summary>
    private bool ReadKey()
    {
        var span = words.Next;
        if (span.Length == 0)
        {
            return SyntaxError("a key");
        }

        secrets.Add(words.Take());
        var text = words.TextOf(span);
        var isHex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && !text[2..].ContainsAnyExcept(HexDigits);
        var bytes = !isHex ? Encoding.UTF8.GetBytes(text.ToArray())
            : text.Length % 2 == 0 ? Convert.FromHexString(text[2..])
            : null;
        if (bytes is null)
        {
            return Error(span, "a key has an even number of digits");
        }

        if (!SharedKey.IsLength(bytes.Length))
        {
            return Error(span, string.Create(
                CultureInfo.InvariantCulture, $"a key has 128, 192 or 256 bits: 32, 48 or 64 digits after 0x, or 16, 24 or 32 characters; this one has {bytes.Length * 8} bits"));
        }

        return Set(result with { Key = new SharedKey(bytes, isText: !isHex) });
    }

    private static ReadOnlySpan<char> HexDigits => "0123456789abcdefABCDEF";

    /// <summary>SHA-256 as openssl(1) and ssh(1) print it: hexadecimal digits, colons between them or not, <c>SHA256:</c> before them or not.</summary>
    private bool TryFingerprint(out ImmutableArray<byte> fingerprint)
    {
        const string Prefix = "SHA256:";
        var span = words.Next;
        if (span.Length == 0)
        {
            fingerprint = [];
            return SyntaxError("the SHA-256 of a certificate");
        }

        words.Take();
        var text = words.TextOf(span);
        var digits = (text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? text[Prefix.Length..] : text).ToString()
            .Replace(":", "", StringComparison.Ordinal);
        var isWhole = digits.Length == FingerprintLength * 2 && !digits.AsSpan().ContainsAnyExcept(HexDigits);
        fingerprint = isWhole ? [.. Convert.FromHexString(digits)] : [];
        return isWhole || Error(span, "a fingerprint is SHA256: and 64 hexadecimal digits");
    }

    private bool SyntaxError(string expected)
    {
        var next = words.Next;
        if (next.Length == 0)
        {
            return Error(next, $"syntax error: the file ends here; expected {expected}");
        }

        var found = next.Length < ShortestSecret ? $"found \"{words.TextOf(next)}\"" : "found a long word";
        return Error(next, $"syntax error: {found}; expected {expected}");
    }

    private bool Error(SourceSpan span, string message)
    {
        diagnostics.Add(new(Severity.Error, message, span, span.Position.Line, []));
        return false;
    }

    private void Warn(SourceSpan span, string message) => diagnostics.Add(new(Severity.Warning, message, span, span.Position.Line, []));

    /// <summary>Goes on with the next word that begins a setting. What is between may be a key whose keyword was misspelt.</summary>
    private void Recover()
    {
        while (!words.IsAtEnd && !Settings.Any(words.At))
        {
            var skipped = words.Take();
            if (skipped.Length >= ShortestSecret)
            {
                secrets.Add(skipped);
            }
        }
    }
}

using System.Collections.Immutable;
using System.Globalization;
using Koi.Language;
using Koi.Netlink;

namespace Koi.Interfaces.Hostname;

/// <content>Addresses and what completes them.</content>
public sealed partial class HostnameParser
{
    /// <summary><c>inet [alias] addr [mask [broadcast|NONE [options]]]</c>, <c>inet autoconf</c>.</summary>
    private void ParseInet(ImmutableArray<HostnameWord> words, SourceSpan span)
    {
        if (!HasAddress(words, out var at))
        {
            return;
        }

        if (words[at].Text is "autoconf" && at == 1)
        {
            ParseOptions(words.RemoveAt(1), span, static (options, span) => new HostnameLine.Dhcp(options, span));
            return;
        }

        var arguments = words[..(at + 1)].ToBuilder();
        if (ParseAddressV4(words[at], out var hasLength) && TakeMask(words, at + 1, hasLength, arguments) is { } next)
        {
            arguments.AddRange(words[next..]);
            if (AddAddress(isV6: false, at, arguments.ToImmutable(), span))
            {
                WarnOfSecond(at == 1, words[at].Span);
            }
        }
    }

    /// <summary><c>inet6 [alias] addr [prefixlen [options]]</c>, <c>inet6 autoconf</c>, and ifconfig's other words after <c>inet6</c>.</summary>
    private void ParseInet6(ImmutableArray<HostnameWord> words, SourceSpan span)
    {
        if (!HasAddress(words, out var at))
        {
            return;
        }

        if (words[at].Text is "autoconf" && at == 1)
        {
            ParseOptions(words.RemoveAt(1), span, static (options, span) => new HostnameLine.RouterSolicitation(options, span));
            return;
        }

        if (at == 1 && !LooksLikeAddress(words[at].Text))
        {
            AddChecked(new HostnameLine.Verbatim(words, span), words);
            return;
        }

        var arguments = words[..(at + 1)].ToBuilder();
        if (!ParseAddressV6(words[at], out var hasLength))
        {
            return;
        }

        var next = at + 1;
        if (next < words.Length && StartsWithDigit(words[next]))
        {
            if (!ParsePrefixLength(words[next], hasLength))
            {
                return;
            }

            arguments.AddRange(new("prefixlen", words[next].Span), words[next]);
            next++;
        }

        arguments.AddRange(words[next..]);
        AddAddress(isV6: true, at, arguments.ToImmutable(), span);
    }

    /// <summary>Where the address is to be; an error when the line ends before it.</summary>
    private bool HasAddress(ImmutableArray<HostnameWord> words, out int at)
    {
        at = words is [_, { Text: "alias" }, ..] ? 2 : 1;
        if (at < words.Length)
        {
            return true;
        }

        Report(words[0].Span.To(words[^1].Span), $"{string.Join(' ', words.Select(word => word.Text))} alone is invalid");
        return false;
    }

    private bool AddAddress(bool isV6, int at, ImmutableArray<HostnameWord> arguments, SourceSpan span) =>
        AddChecked(new HostnameLine.Address(isV6, arguments, span) { AddressIndex = at }, arguments);

    private bool ParseAddressV4(HostnameWord word, out bool hasLength)
    {
        var text = Cut(word, 32, out hasLength);
        return text is not null && (InetAddress.TryParseV4(text, out _) || Refuse(word, $"\"{word.Text}\" is not an IPv4 address"));
    }

    private bool ParseAddressV6(HostnameWord word, out bool hasLength)
    {
        var text = Cut(word, 128, out hasLength);
        return text is not null && (InetAddress.TryParseV6(text, out _) || Refuse(word, $"\"{word.Text}\" is not an IPv6 address"));
    }

    /// <summary>The address before the slash; null when what follows is no prefix length.</summary>
    private string? Cut(HostnameWord word, int longest, out bool hasLength)
    {
        var slash = word.Text.IndexOf('/', StringComparison.Ordinal);
        hasLength = slash >= 0;
        if (!hasLength || IsNumber(word.Text.AsSpan(slash + 1), longest))
        {
            return hasLength ? word.Text[..slash] : word.Text;
        }

        Report(word.Span, $"\"{word.Text}\" has no prefix length of 0 to {longest}");
        return null;
    }

    /// <summary>Mask and broadcast address, where there are any.</summary>
    /// <returns>The index of the first option; null when something is wrong.</returns>
    private int? TakeMask(ImmutableArray<HostnameWord> words, int next, bool hasLength, ImmutableArray<HostnameWord>.Builder arguments)
    {
        if (next < words.Length && StartsWithDigit(words[next]) && !(hasLength && !Netmask.IsMask(words[next].Text)))
        {
            if (hasLength || !Netmask.IsMask(words[next].Text))
            {
                Refuse(words[next], hasLength ? "the address has a prefix length already" : $"\"{words[next].Text}\" is not a netmask");
                return null;
            }

            arguments.AddRange(new("netmask", words[next].Span), words[next]);
            next++;
        }

        return TakeBroadcast(words, next, arguments);
    }

    private int? TakeBroadcast(ImmutableArray<HostnameWord> words, int next, ImmutableArray<HostnameWord>.Builder arguments)
    {
        if (next >= words.Length || !(words[next].Text is "NONE" || StartsWithDigit(words[next])))
        {
            return next;
        }

        if (words[next].Text is not "NONE")
        {
            if (!InetAddress.TryParseV4(words[next].Text, out _))
            {
                Refuse(words[next], $"\"{words[next].Text}\" is neither a broadcast address nor NONE");
                return null;
            }

            arguments.AddRange(new("broadcast", words[next].Span), words[next]);
        }

        return next + 1;
    }

    private bool ParsePrefixLength(HostnameWord word, bool hasLength) =>
        hasLength ? Refuse(word, "the address has a prefix length already")
        : IsNumber(word.Text, 128) || Refuse(word, $"\"{word.Text}\" is not a prefix length of 0 to 128");

    /// <summary><c>dest addr</c>: the other end for the line before.</summary>
    private void ParseDestination(ImmutableArray<HostnameWord> words)
    {
        if (isAfterBadAddress)
        {
            return;
        }

        if (lines is not [.., HostnameLine.Address line] || line.HasDestination)
        {
            Report(words[0].Span, "dest without an inet or inet6 line before it");
        }
        else if (words.Length != 2)
        {
            Report(words[0].Span.To(words[^1].Span), "dest wants one address");
        }
        else if (line.IsV6 ? InetAddress.TryParseV6(words[1].Text, out _) : InetAddress.TryParseV4(words[1].Text, out _))
        {
            var arguments = line.Words.Insert(line.AddressIndex + 1, words[1]);
            if (Check(arguments))
            {
                lines[^1] = line with { Words = arguments, HasDestination = true };
            }
        }
        else
        {
            Refuse(words[1], $"\"{words[1].Text}\" is not an IPv{(line.IsV6 ? 6 : 4)} address");
        }
    }

    /// <summary>Without <c>alias</c> an address takes the first one's place, so two such lines would take turns for ever.</summary>
    private void WarnOfSecond(bool isFirst, SourceSpan address)
    {
        if (isFirst && firstV4 is not null)
        {
            Add(Severity.Warning, address, "without alias this address replaces the one of the inet line before");
        }

        firstV4 = isFirst ? address : firstV4;
    }

    private bool Refuse(HostnameWord word, string message)
    {
        Report(word.Span, message);
        return false;
    }

    private static bool StartsWithDigit(HostnameWord word) => word.Text is [>= '0' and <= '9', ..];

    private static bool LooksLikeAddress(string text) => text is [>= '0' and <= '9', ..] || text.AsSpan().ContainsAny(':', '.', '/');

    private static bool IsNumber(ReadOnlySpan<char> text, int largest) =>
        text.Length is > 0 and <= 3
        && byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= largest;
}

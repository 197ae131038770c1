using System.Collections.Immutable;
using System.Globalization;
using Koi.Netlink;

namespace Koi.Ifstate.Trace;

/// <content>What happens.</content>
public sealed partial class TraceReader
{
    private TraceChange? ReadChange()
    {
        if (words.Count == 1)
        {
            return Fail(0, "nothing happens at this time");
        }

        return words[1].Text switch
        {
            "link" when HasWords(2, 2, "an interface and up, down, unknown or gone") => ReadLink(),
            "inet" when HasWords(1, int.MaxValue, "an interface") => ReadAddresses(),
            "route" when HasWords(2, 3, "an interface and inet or inet6") => ReadRoute(),
            "group" when HasWords(1, int.MaxValue, "a name") =>
                new TraceChange.Group(words[2].Text, ImmutableSortedSet.CreateRange(StringComparer.Ordinal, words.Skip(3).Select(static word => word.Text))),
            "demotion" when HasWords(2, 2, "a group and a number") => ReadNumber(3, int.MaxValue) is { } count ? new TraceChange.Demotion(words[2].Text, count) : null,
            "exit" when HasWords(2, 2, "a status and a command in quotes") => ReadExit(),
            "end" when HasWords(0, 0, "nothing") => new TraceChange.End(),
            "link" or "inet" or "route" or "group" or "demotion" or "exit" or "end" => null,
            var other => Fail(1, $"\"{other}\" is none of link, inet, route, group, demotion, exit and end"),
        };
    }

    private bool HasWords(int least, int most, string wanted)
    {
        var count = words.Count - 2;
        if (count >= least && count <= most)
        {
            return true;
        }

        Fail(count < least ? words.Count - 1 : 2 + most, $"{words[1].Text} wants {wanted}{(count < least ? "" : " and no more")}");
        return false;
    }

    private TraceChange? ReadLink() => words[3].Text switch
    {
        "up" => new TraceChange.Link(words[2].Text, LinkState.Up),
        "down" => new TraceChange.Link(words[2].Text, LinkState.Down),
        "unknown" => new TraceChange.Link(words[2].Text, LinkState.Unknown),
        "gone" => new TraceChange.Link(words[2].Text, State: null),
        var other => Fail(3, $"a link is up, down, unknown or gone, and not \"{other}\""),
    };

    private TraceChange? ReadAddresses()
    {
        var addresses = ImmutableArray.CreateBuilder<InetPrefix>();
        for (var i = 3; i < words.Count; i++)
        {
            if (!TryParseAddress(words[i].Text, out var address))
            {
                return Fail(i, $"\"{words[i].Text}\" is not an address with a prefix length, as 192.0.2.1/24 is");
            }

            addresses.Add(address);
        }

        return new TraceChange.Addresses(words[2].Text, addresses.ToImmutable());
    }

    // Its host bits are kept: it is an address of the interface, and not a network.
    private static bool TryParseAddress(string text, out InetPrefix address)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        address = default;
        if (!InetAddress.TryParse(slash < 0 ? text : text.AsSpan(0, slash), out var host))
        {
            return false;
        }

        var length = host.MaxPrefixLength;
        if (slash >= 0 &&
            (!byte.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > host.MaxPrefixLength))
        {
            return false;
        }

        address = new(host, length);
        return true;
    }

    private TraceChange? ReadRoute()
    {
        var family = words[3].Text switch
        {
            "inet" => AddressFamilies.V4,
            "inet6" => AddressFamilies.V6,
            _ => AddressFamilies.None,
        };
        if (family == AddressFamilies.None)
        {
            return Fail(3, $"a route is inet or inet6, and not \"{words[3].Text}\"");
        }

        return words.Count == 5 && words[4].Text is not "gone"
            ? Fail(4, $"after the family only gone may stand, and not \"{words[4].Text}\"")
            : new TraceChange.Route(words[2].Text, family, words.Count == 5);
    }

    private TraceChange? ReadExit() => ReadNumber(2, 255) is not { } status ? null
        : !commands.Contains(words[3].Text) ? Fail(3, "this command is no test of the configuration")
        : new TraceChange.Exit(status, words[3].Text);

    private int? ReadNumber(int word, int most)
    {
        if (int.TryParse(words[word].Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most)
        {
            return number;
        }

        Fail(word, $"\"{words[word].Text}\" is not a number of 0 to {most}");
        return null;
    }
}

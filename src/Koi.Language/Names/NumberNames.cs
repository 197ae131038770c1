using System.Globalization;

namespace Koi.Language.Names;

/// <summary>Names of numbers, read from a database such as <c>/etc/protocols</c>.</summary>
/// <remarks>.NET has no getprotobyname(3) and no getservbyname(3).</remarks>
public sealed class NumberNames
{
    private readonly Dictionary<string, ushort> numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<ushort, string> names = [];

    private NumberNames()
    {
    }

    /// <summary>Reads <c>/etc/protocols</c>: name, number, aliases.</summary>
    /// <param name="text">The file's text; null takes the built-in names.</param>
    public static NumberNames Protocols(string? text) => Read(text ?? BuiltIn.Protocols, separator: null);

    /// <summary>Reads the entries of one transport in <c>/etc/services</c>: name, port/transport, aliases.</summary>
    /// <param name="text">The file's text; null takes the built-in names.</param>
    /// <param name="transport"><c>tcp</c> or <c>udp</c>.</param>
    public static NumberNames Services(string? text, string transport) => Read(text ?? BuiltIn.Services, transport);

    /// <summary>The number of a name or an alias.</summary>
    public bool TryFind(ReadOnlySpan<char> name, out ushort number) =>
        numbers.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out number);

    /// <summary>The official name of a number; null when it has none.</summary>
    public string? NameOf(ushort number) => names.GetValueOrDefault(number);

    private static NumberNames Read(string text, string? separator)
    {
        var table = new NumberNames();
        Span<Range> fields = stackalloc Range[16];
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var comment = line.IndexOf('#');
            var entry = comment < 0 ? line : line[..comment];
            var count = entry.SplitAny(fields, " \t", StringSplitOptions.RemoveEmptyEntries);
            if (count >= 2 && TryReadNumber(entry[fields[1]], separator, out var number))
            {
                table.Add(entry, fields[..count], number);
            }
        }

        return table;
    }

    private void Add(ReadOnlySpan<char> entry, ReadOnlySpan<Range> fields, ushort number)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            if (i != 1)
            {
                numbers.TryAdd(entry[fields[i]].ToString(), number);
            }
        }

        names.TryAdd(number, entry[fields[0]].ToString());
    }

    private static bool TryReadNumber(ReadOnlySpan<char> field, string? transport, out ushort number)
    {
        var slash = field.IndexOf('/');
        number = 0;
        return (transport is null ? slash < 0 : slash >= 0 && field[(slash + 1)..].SequenceEqual(transport))
            && ushort.TryParse(slash < 0 ? field : field[..slash], NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}

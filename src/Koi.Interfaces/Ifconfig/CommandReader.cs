namespace Koi.Interfaces.Ifconfig;

/// <summary>Reads flags, the interface and its parameters.</summary>
/// <remarks>OpenBSD 4.9 sbin/ifconfig/ifconfig.c, main.</remarks>
internal static class CommandReader
{
    /// <summary>The flags, which stand before the interface.</summary>
    public const string Letters = "AaCgj";

    private const int MostDemotion = 128;

    public static IfconfigCommand? Read(ReadOnlySpan<string> arguments, out string error)
    {
        error = "";
        var flags = "";
        while (!arguments.IsEmpty && arguments[0].StartsWith('-'))
        {
            var letters = arguments[0][1..];
            arguments = arguments[1..];
            if (letters.Length == 0 || letters.Any(l => !Letters.Contains(l, StringComparison.Ordinal)))
            {
                return null;
            }

            flags += letters;
            if (letters.Contains('g', StringComparison.Ordinal))
            {
                break;
            }
        }

        bool Has(char letter) => flags.Contains(letter, StringComparison.Ordinal);

        if (Has('g'))
        {
            return Has('A') || Has('a') || Has('C') ? null : ReadGroup(arguments, Has('j'), out error);
        }

        if (Has('C'))
        {
            return flags.Length == 1 && arguments.IsEmpty ? new IfconfigCommand.ListCloners() : null;
        }

        if (arguments.IsEmpty || Has('a') || Has('A'))
        {
            return ReadShow(null, arguments, Has('A'), Has('j'));
        }

        return arguments.Length == 1 || (arguments.Length == 2 && Family(arguments[1]) != ShownFamily.Any)
            ? ReadShow(arguments[0], arguments[1..], showsAliases: true, Has('j'))
            : Has('j') ? null : ReadChange(arguments[0], arguments[1..], out error);
    }

    private static IfconfigCommand.Show? ReadShow(string? name, ReadOnlySpan<string> rest, bool showsAliases, bool printsJson) => rest.Length switch
    {
        0 => new IfconfigCommand.Show(name, showsAliases, ShownFamily.Any, printsJson),
        1 when Family(rest[0]) is var family and not ShownFamily.Any => new IfconfigCommand.Show(name, showsAliases, family, printsJson),
        _ => null,
    };

    private static ShownFamily Family(string word) => word switch
    {
        "inet" => ShownFamily.Inet,
        "inet6" => ShownFamily.Inet6,
        _ => ShownFamily.Any,
    };

    /// <remarks>OpenBSD 4.9 sbin/ifconfig/ifconfig.c, setgroupattribs.</remarks>
    private static IfconfigCommand? ReadGroup(ReadOnlySpan<string> arguments, bool printsJson, out string error)
    {
        error = "";
        if (arguments.IsEmpty || arguments.Length > 3)
        {
            return null;
        }

        if (arguments.Length == 1)
        {
            return new IfconfigCommand.ShowGroup(arguments[0], printsJson);
        }

        var sign = arguments[1] switch { "carpdemote" => 1, "-carpdemote" => -1, _ => 0 };
        uint count = 1;
        if (sign == 0 || printsJson)
        {
            return null;
        }

        if (arguments.Length == 3 && DecimalNumber.Read(arguments[2], 0, MostDemotion, out count) is { } wrong)
        {
            error = $"invalid carp demotion: {wrong}";
            return null;
        }

        return new IfconfigCommand.Demote(arguments[0], sign * (int)count);
    }

    private static IfconfigCommand.Change? ReadChange(string name, ReadOnlySpan<string> words, out string error)
    {
        error = name switch
        {
            { Length: > GroupName.MaxLength } => $"interface name '{name}' too long",
            "" or "." or ".." => $"{name}: bad value",
            _ when name.Any(c => c is '/' or ':' || char.IsWhiteSpace(c) || char.IsControl(c)) => $"{name}: bad value",
            _ => "",
        };
        if (error.Length > 0)
        {
            return null;
        }

        var reader = new ParameterReader(name);
        error = reader.Read(words) ?? "";
        return error.Length > 0 ? null : new IfconfigCommand.Change(name, [.. reader.Operations]);
    }
}

using System.Collections.Immutable;

namespace Koi.Interfaces.Ifconfig;

/// <summary>What one run of ifconfig(8) is to do.</summary>
public abstract record IfconfigCommand
{
    private IfconfigCommand()
    {
    }

    /// <summary>Show interfaces.</summary>
    /// <param name="Name">An interface, a group or a kind; null for all.</param>
    /// <param name="ShowsAliases">Whether IPv4 addresses besides the first are shown.</param>
    /// <param name="Family">Of which family addresses are shown.</param>
    /// <param name="PrintsJson">Whether as JSON.</param>
    public sealed record Show(string? Name, bool ShowsAliases, ShownFamily Family, bool PrintsJson) : IfconfigCommand;

    /// <summary>Show a group's demotion counter.</summary>
    public sealed record ShowGroup(string Group, bool PrintsJson) : IfconfigCommand;

    /// <summary>Add to a group's demotion counter.</summary>
    public sealed record Demote(string Group, int Amount) : IfconfigCommand;

    /// <summary>List what can be created.</summary>
    public sealed record ListCloners : IfconfigCommand;

    /// <summary>Change an interface.</summary>
    public sealed record Change(string Interface, ImmutableArray<Operation> Operations) : IfconfigCommand;

    /// <summary>Reads the arguments.</summary>
    /// <param name="arguments">Without the program's name.</param>
    /// <param name="error">What is wrong, without the program's name; empty for the usage alone.</param>
    /// <returns>Null when something is wrong.</returns>
    public static IfconfigCommand? Parse(ReadOnlySpan<string> arguments, out string error) => CommandReader.Read(arguments, out error);
}

/// <summary>Of which family addresses are shown.</summary>
public enum ShownFamily
{
    /// <summary>Both.</summary>
    Any,

    /// <summary>IPv4.</summary>
    Inet,

    /// <summary>IPv6.</summary>
    Inet6,
}

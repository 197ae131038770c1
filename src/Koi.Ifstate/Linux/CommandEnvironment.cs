using System.Collections;
using Koi.Ifstate.Machine;

namespace Koi.Ifstate.Linux;

/// <summary>What commands find in their environment: this process's, without what is for it alone, and what ifstated says.</summary>
/// <remarks>ifstated.conf(5), ENVIRONMENT.</remarks>
internal sealed class CommandEnvironment
{
    private const string Prefix = "IFSTATED_";

    /// <summary>Who may talk to the service manager is ifstated, not its commands. sd_notify(3).</summary>
    private static readonly string[] OwnNames = ["NOTIFY_SOCKET", "WATCHDOG_PID", "WATCHDOG_USEC"];

    private readonly List<string> inherited = [];

    /// <summary>Reads the environment.</summary>
    /// <param name="user">Who commands run as; null for who ifstated runs as.</param>
    public CommandEnvironment(CommandUser? user)
    {
        Dictionary<string, string> variables = new(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            variables[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        if (user is not null)
        {
            (variables["HOME"], variables["SHELL"]) = (user.Home, user.Shell);
            variables["USER"] = variables["LOGNAME"] = user.Name;
        }

        foreach (var (name, value) in variables)
        {
            if (!name.StartsWith(Prefix, StringComparison.Ordinal) && !OwnNames.Contains(name, StringComparer.Ordinal))
            {
                inherited.Add($"{name}={value}");
            }
        }
    }

    /// <summary>Of a <c>run</c>.</summary>
    public IReadOnlyList<string> Of(Effect.RunCommand command) =>
    [
        .. inherited,
        $"{Prefix}STATE={command.State}",
        $"{Prefix}PREV={command.Previous}",
        $"{Prefix}EVENT={command.Cause.Event}",
        $"{Prefix}IF={command.Cause.Interface}",
        $"{Prefix}ADDR={string.Join(' ', command.Cause.Addresses)}",
    ];

    /// <summary>Of a test.</summary>
    public IReadOnlyList<string> Of(MachineState state) => [.. inherited, $"{Prefix}STATE={state.State}", $"{Prefix}PREV={state.Previous}"];
}

using System.Globalization;
using System.Text;

namespace Koi.Bench.Ifstate;

/// <summary>Files for ifstated that run a command whenever eth0's link changes.</summary>
internal static class MachineFile
{
    private const string Run = $"run \". {LinkHost.Script}\"";

    /// <summary>Two states of so many tests each, of which one changes; the others are of links that are always up.</summary>
    internal static string OfTests(int count)
    {
        var text = new StringBuilder();
        Append("here", "down", "gone");
        Append("gone", "up", "here");
        return text.ToString();

        void Append(string name, string wanted, string next)
        {
            text.Append(CultureInfo.InvariantCulture, $"state {name} {{\n\tinit\n\t\t{Run}\n");
            text.Append(CultureInfo.InvariantCulture, $"\tif {LinkHost.Card}.link.{wanted}\n\t\tset-state {next}\n");
            for (var i = 1; i < count; i++)
            {
                text.Append(CultureInfo.InvariantCulture, $"\tif {LinkHost.Other(i)}.link.down\n\t\tset-state {next}\n");
            }

            text.Append("}\n");
        }
    }

    /// <summary>So many states, through which eth0's link leads in a circle; a single one runs the command at each change.</summary>
    /// <param name="count">1, or an even number.</param>
    internal static string OfStates(int count)
    {
        var text = new StringBuilder();
        if (count == 1)
        {
            return $"state only {{\n\tif {LinkHost.Card}.link.up\n\t\t{Run}\n\tif {LinkHost.Card}.link.down\n\t\t{Run}\n}}\n";
        }

        for (var i = 0; i < count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"state s{i} {{\n\tinit\n\t\t{Run}\n");
            text.Append(CultureInfo.InvariantCulture, $"\tif {LinkHost.Card}.link.{(i % 2 == 0 ? "down" : "up")}\n\t\tset-state s{(i + 1) % count}\n}}\n");
        }

        return text.ToString();
    }
}

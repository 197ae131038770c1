using System.Globalization;
using Koi.Bench.Groups;

namespace Koi.Bench.Ifstate;

/// <summary>What a program uses with the processes that it consists of.</summary>
internal static class ProgramUsage
{
    /// <summary>Reads it.</summary>
    internal static Usage Of(int process)
    {
        var sum = Usage.Of(process);
        foreach (var child in ChildrenOf(process).Select(Of))
        {
            sum = new(
                sum.Ticks + child.Ticks, sum.Milliseconds + child.Milliseconds, sum.Switches + child.Switches,
                sum.Resident + child.Resident, sum.Anonymous + child.Anonymous);
        }

        return sum;
    }

    /// <remarks>proc_tid_children(5).</remarks>
    private static IEnumerable<int> ChildrenOf(int process) =>
        Directory.GetDirectories($"/proc/{process}/task")
            .SelectMany(task => File.ReadAllText($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(child => int.Parse(child, CultureInfo.InvariantCulture));
}

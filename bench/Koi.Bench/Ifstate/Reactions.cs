using System.Diagnostics;
using System.Globalization;
using Koi.Bench.Groups;

namespace Koi.Bench.Ifstate;

/// <summary>One event and what followed; the stopwatch's timestamps.</summary>
/// <param name="Called">Just before the change was asked for.</param>
/// <param name="Told">When the kernel had told of it.</param>
/// <param name="Started">When the command's byte had come here; null when none came.</param>
internal readonly record struct Reaction(long Called, long Told, long? Started);

/// <summary>Many of them.</summary>
internal sealed class Reactions
{
    private int missed;

    /// <summary>Milliseconds since the kernel's message.</summary>
    internal Figures FromMessage { get; } = new();

    /// <summary>Milliseconds since the call.</summary>
    internal Figures FromCall { get; } = new();

    /// <summary>How many there are, and how many events nothing followed.</summary>
    internal string Count => string.Create(CultureInfo.InvariantCulture, $"{FromCall.Count}{(missed > 0 ? $", {missed} missed" : "")}");

    internal void Add(Reaction one)
    {
        if (one.Started is { } started)
        {
            FromMessage.Add(Stopwatch.GetElapsedTime(one.Told, started).TotalMilliseconds);
            FromCall.Add(Stopwatch.GetElapsedTime(one.Called, started).TotalMilliseconds);
        }
        else
        {
            missed++;
        }
    }

    internal void Clear()
    {
        missed = 0;
        FromMessage.Clear();
        FromCall.Clear();
    }
}

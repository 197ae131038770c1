namespace Koi.Daemon;

/// <summary>Timers by name: each is due at one moment or not at all. Times are what a monotonic clock shows, from any origin.</summary>
/// <typeparam name="TName">The names.</typeparam>
/// <remarks>Nothing here allocates once every timer has been set.</remarks>
public sealed class Timers<TName>
    where TName : struct, Enum
{
    private readonly Dictionary<TName, TimeSpan> due = [];

    /// <summary>When the earliest is due; null when none is set.</summary>
    public TimeSpan? Next => Earliest?.Value;

    private KeyValuePair<TName, TimeSpan>? Earliest
    {
        get
        {
            KeyValuePair<TName, TimeSpan>? earliest = null;
            foreach (var timer in due)
            {
                earliest = earliest is { } other && other.Value <= timer.Value ? earliest : timer;
            }

            return earliest;
        }
    }

    /// <summary>When a timer is due; null when it is not set.</summary>
    public TimeSpan? this[TName name] => due.TryGetValue(name, out var moment) ? moment : null;

    /// <summary>Sets a timer, or sets it anew.</summary>
    public void Set(TName name, TimeSpan moment) => due[name] = moment;

    /// <summary>Sets a timer that is not set; one that is stays as it is.</summary>
    public void SetOnce(TName name, TimeSpan moment) => due.TryAdd(name, moment);

    /// <summary>Takes a timer back.</summary>
    public void Cancel(TName name) => due.Remove(name);

    /// <summary>Takes the timer that has been due for longest; false when none is due.</summary>
    public bool TryTakeDue(TimeSpan now, out TName name)
    {
        if (Earliest is not { } earliest || earliest.Value > now)
        {
            name = default;
            return false;
        }

        name = earliest.Key;
        return due.Remove(name);
    }
}

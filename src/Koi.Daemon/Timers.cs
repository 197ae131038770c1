namespace Koi.Daemon;

/// <summary>Timers by name: each is due at one moment or not at all. Times are what a monotonic clock shows, from any origin.</summary>
/// <typeparam name="TName">The names.</typeparam>
public sealed class Timers<TName>
    where TName : struct, Enum
{
    private readonly Dictionary<TName, TimeSpan> due = [];

    /// <summary>When the earliest is due; null when none is set.</summary>
    public TimeSpan? Next => due.Count == 0 ? null : due.Values.Min();

    /// <summary>When a timer is due; null when it is not set.</summary>
    public TimeSpan? this[TName name] => due.TryGetValue(name, out var moment) ? moment : null;

    /// <summary>Sets a timer, or sets it anew.</summary>
    public void Set(TName name, TimeSpan moment) => due[name] = moment;

    /// <summary>Sets a timer that is not set; one that is stays as it is.</summary>
    public void SetOnce(TName name, TimeSpan moment) => due.TryAdd(name, moment);

    /// <summary>Takes a timer back.</summary>
    public void Cancel(TName name) => due.Remove(name);

    /// <summary>Takes the timers that are due, the earliest first.</summary>
    public IReadOnlyList<TName> TakeDue(TimeSpan now)
    {
        if (Next is not { } next || next > now)
        {
            return [];
        }

        var expired = due.Where(timer => timer.Value <= now).OrderBy(timer => timer.Value).Select(timer => timer.Key).ToList();
        expired.ForEach(Cancel);
        return expired;
    }
}

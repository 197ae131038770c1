namespace Koi.SaSync.Node;

/// <content>
/// What this gateway sent as master, of SAs that it may have lost since: another master may still have them and offer them again. It is
/// remembered over a crash of the machine: nothing else knows.
/// </content>
public sealed partial class SyncNode
{
    private const int MostUsed = 1 << 18;

    private readonly Dictionary<ulong, ulong> used = [];
    private readonly Queue<ulong> usedOrder = new();

    /// <summary>Remembers where this gateway begins to send, before it does.</summary>
    private void Remember(IReadOnlyCollection<SaEntry> entries)
    {
        var isNew = false;
        foreach (var entry in entries.Where(entry => entry.MaySend && entry.Numbers.Out > 0))
        {
            isNew |= Use(entry.Digest, entry.Numbers.Out);
        }

        if (isNew)
        {
            effects.Add(new SyncEffect.Remember([.. used]));
        }
    }

    private bool Use(ulong digest, ulong sent)
    {
        if (used.TryGetValue(digest, out var known) && known >= sent)
        {
            return false;
        }

        if (known == 0)
        {
            usedOrder.Enqueue(digest);
        }

        used[digest] = sent;
        if (usedOrder.Count > MostUsed)
        {
            used.Remove(usedOrder.Dequeue());
        }

        return true;
    }

    private void Remove(SaEntry entry)
    {
        table.Remove(entry);
        if (entry.IsUsed)
        {
            Use(entry.Digest, entry.Numbers.Out);
        }
    }
}

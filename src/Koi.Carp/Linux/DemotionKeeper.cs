using System.Runtime.InteropServices;
using Koi.Interfaces;
using Koi.Interfaces.Groups;
using Koi.Netlink;
using Koi.Netlink.Linux;
using Koi.Netlink.Netfilter;

namespace Koi.Carp.Linux;

/// <summary>
/// Demotion counters of groups, which are in <c>table inet koi</c> for all to see: follows them, and adds what carp interfaces themselves
/// demote their groups by. How much that is, is in a map of the same table and changes with the counters in one transaction, so that a
/// koid that was killed takes back what it added.
/// </summary>
/// <remarks>OpenBSD sys/netinet/ip_carp.c, carp_group_demote_adj.</remarks>
internal sealed class DemotionKeeper : IDisposable
{
    /// <summary>The map: carp interface to its own counter.</summary>
    public const string OwnMap = "demote_carp";

    private const int Most = 255;
    private const int Tries = 16;

    private readonly NetfilterSocket tables;
    private readonly NetlinkEventSocket events;
    private readonly MessageWriter batch = new();
    private readonly HashSet<string> carps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> groups = new(StringComparer.Ordinal);     // of carp interfaces, carp not among them
    private readonly Dictionary<string, int> counters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> own = new(StringComparer.Ordinal);     // as in the kernel's map
    private bool isStale = true;        // counters or members must be read again

    private readonly MessageHandler take;

    private DemotionKeeper(NetfilterSocket tables, NetlinkEventSocket events, MessageHandler other)
    {
        (this.tables, this.events) = (tables, events);
        take = message =>
        {
            if (NetfilterTarget.TryRead(message, out var target) && target.IsIn(KoiTable.Family, KoiTable.Name))
            {
                isStale |= IsOfConcern(message, target);
            }
            else
            {
                other(message);
            }
        };
    }

    /// <summary>What to poll.</summary>
    public SafeHandle Handle => events.Handle;

    /// <summary>Subscribes.</summary>
    /// <param name="other">Gets the messages of other tables.</param>
    /// <param name="trace">Gets a line for each message.</param>
    public static DemotionKeeper Open(MessageHandler other, Action<string>? trace) =>
        new(NetfilterSocket.Open(trace), NetfilterSocket.Subscribe(trace: trace), other);

    /// <summary>Which interfaces count.</summary>
    public void Follow(IEnumerable<string> names)
    {
        carps.Clear();
        carps.UnionWith(names);
        isStale = true;
    }

    /// <summary>What an interface advertises: the counters of its groups, at most 255; with none, its own.</summary>
    /// <param name="name">The interface.</param>
    /// <param name="ownCounter">What it demotes itself by.</param>
    public byte Of(string name, int ownCounter)
    {
        var sum = counters.GetValueOrDefault(GroupName.Carp);
        if (groups.TryGetValue(name, out var known))
        {
            foreach (var group in known)
            {
                sum += counters.GetValueOrDefault(group);
            }
        }

        return (byte)Math.Min(sum > 0 ? sum : ownCounter, Most);
    }

    /// <summary>Takes in what others have changed.</summary>
    /// <returns>Whether anything of concern has.</returns>
    public bool TakeIn()
    {
        var receipt = events.Receive(TimeSpan.Zero, take);
        isStale |= receipt == EventReceipt.Overrun;
        var isOfConcern = isStale;
        Read();
        return isOfConcern;
    }

    /// <summary>What an interface's own counter is in the kernel.</summary>
    public int OwnOf(string name) => own.GetValueOrDefault(name);

    /// <summary>Reads all, if anything changed.</summary>
    public void Read()
    {
        if (!isStale)
        {
            return;
        }

        // While the table is being made again, after a flush, what was true before is the better guess.
        if (tables.FindSet(KoiTable.Set(KoiTable.DemotionMap)) is null)
        {
            isStale = false;
            return;
        }

        Read(KoiTable.DemotionMap, counters);
        if (tables.FindSet(KoiTable.Set(OwnMap)) is null)
        {
            RestoreOwn();
        }

        Read(OwnMap, own);
        groups.Clear();
        foreach (var set in tables.DumpSets(KoiTable.Family, KoiTable.Name))
        {
            if (KoiTable.Group(set) is { } group and not (GroupName.All or GroupName.Carp))
            {
                foreach (var name in (tables.DumpElements(set.Id) ?? []).Select(KoiTable.NameOf).OfType<string>().Where(carps.Contains))
                {
                    (groups.TryGetValue(name, out var known) ? known : groups[name] = new(StringComparer.Ordinal)).Add(group);
                }
            }
        }

        isStale = false;
    }

    /// <summary>Changes the groups' counters by what an interface's own counter changed by.</summary>
    /// <returns>A line for the log for each group; empty when nothing had to change.</returns>
    public IReadOnlyList<string> Adjust(string name, int counter, string reason)
    {
        var lines = new List<string>();
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var generation = tables.FetchGeneration();
            isStale = true;
            Read();
            var change = counter - own.GetValueOrDefault(name);
            if (change == 0)
            {
                return [];
            }

            lines.Clear();
            NetfilterBatch.Begin(batch, generation);
            KoiTable.Write(batch, new SetChange.AddTable());
            KoiTable.Write(batch, new SetChange.AddDemotion());
            foreach (var group in GroupsOf(name))
            {
                var before = counters.TryGetValue(group, out var count) ? count : (int?)null;
                var after = Math.Clamp(count + change, 0, Most);
                KoiTable.Write(batch, new SetChange.Demote(group, before, after));
                lines.Add($"carp: {name} demoted group {group} by {change} to {after} ({reason})");
            }

            WriteOwn(name, counter);
            NetfilterBatch.End(batch);
            var result = tables.Commit(batch, "demote groups");
            if (result.IsCommitted)
            {
                isStale = true;
                Read();
                return lines;
            }
        }

        return [$"carp: {name} could not demote its groups: the ruleset keeps changing"];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        batch.Dispose();
        tables.Dispose();
        events.Dispose();
    }

    private IEnumerable<string> GroupsOf(string name) => groups.TryGetValue(name, out var known) ? [GroupName.Carp, .. known] : [GroupName.Carp];

    /// <summary>Somebody flushed the table. koid puts the groups' counters back, in which these are.</summary>
    private void RestoreOwn()
    {
        if (own.Count > 0)
        {
            NetfilterBatch.Begin(batch);
            AddOwnMap();
            foreach (var (name, counter) in own)
            {
                ElementMessages.Add(batch, KoiTable.Set(OwnMap), ElementOf(name, counter));
            }

            NetfilterBatch.End(batch);
            tables.Commit(batch, "restore demotion");
        }
    }

    private void WriteOwn(string name, int counter)
    {
        AddOwnMap();
        if (own.ContainsKey(name))
        {
            ElementMessages.Delete(batch, KoiTable.Set(OwnMap), SetElement.OfInterface(name));
        }

        if (counter > 0)
        {
            ElementMessages.Add(batch, KoiTable.Set(OwnMap), ElementOf(name, counter));
        }
    }

    private static SetElement ElementOf(string name, int counter) =>
        SetElement.OfInterface(name) with { Data = ElementValue.FromMark((uint)counter) };

    private void AddOwnMap() =>
        SetMessages.Add(batch, new NetfilterSet
        {
            Id = KoiTable.Set(OwnMap),
            KeyType = SetType.InterfaceName,
            DataType = SetType.Mark,
            Flags = SetFlags.Map,
        });

    /// <summary>Of the thousands of members that groups may have, only carp interfaces count here.</summary>
    private bool IsOfConcern(NetlinkMessage message, NetfilterTarget target)
    {
        if (target.Is(KoiTable.Set(KoiTable.DemotionMap)))
        {
            return true;
        }

        return NetfilterEvent.Read(message) switch
        {
            NetfilterEvent.ElementsAdded added => added.Elements.Any(IsCarp),
            NetfilterEvent.ElementsRemoved removed => removed.Elements.Any(IsCarp),
            NetfilterEvent.TableAdded or NetfilterEvent.SetRemoved => true,
            _ => false,
        };
    }

    private bool IsCarp(SetElement element) => KoiTable.NameOf(element) is { } name && carps.Contains(name);

    private void Read(string map, Dictionary<string, int> into)
    {
        into.Clear();
        foreach (var element in tables.DumpElements(KoiTable.Set(map)) ?? [])
        {
            if (KoiTable.NameOf(element) is { } name && element.Data?.ToMark() is { } count)
            {
                into[name] = (int)Math.Min(count, Most);
            }
        }
    }
}

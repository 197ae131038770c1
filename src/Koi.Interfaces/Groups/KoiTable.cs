using System.Text;
using Koi.Interfaces.Addresses;
using Koi.Netlink;
using Koi.Netlink.Netfilter;

namespace Koi.Interfaces.Groups;

/// <summary><c>table inet koi</c>: which of its sets mean what, and the messages that change them.</summary>
public static class KoiTable
{
    /// <summary>The table's name.</summary>
    public const string Name = "koi";

    /// <summary>The map of demotion counters: group name to count.</summary>
    public const string DemotionMap = "demote";

    /// <summary>The table's family: rules for IPv4 and IPv6 alike.</summary>
    public const TableFamily Family = TableFamily.Inet;

    /// <summary>A set of the table.</summary>
    public static SetId Set(string name) => new(Family, Name, name);

    /// <summary>The group whose members a set holds; null when it is no group's.</summary>
    public static string? Group(NetfilterSet set) => HasShapeOfGroup(set) ? GroupName.FromSet(set.Id.Name) : null;

    /// <summary>The group whose name a set has, but not its shape: somebody else's set, in which koid can keep nobody.</summary>
    public static string? Misfit(NetfilterSet set) => HasShapeOfGroup(set) ? null : GroupName.FromSet(set.Id.Name);

    /// <summary>The name an element stands for; null for what can be no interface's or group's name, which is left alone.</summary>
    public static string? NameOf(SetElement element)
    {
        var name = element.IsCatchAll ? "" : element.Key.ToInterfaceName();
        return name.Length is > 0 and <= GroupName.MaxLength
            && Encoding.UTF8.GetByteCount(name) <= GroupName.MaxLength
            && ElementValue.FromInterfaceName(name) == element.Key ? name : null;
    }

    /// <summary>Whether it is the map of counters.</summary>
    public static bool IsDemotion(NetfilterSet set) =>
        set.Id.Name is DemotionMap && set.KeyType == SetType.InterfaceName && set.DataType == SetType.Mark;

    /// <summary>What a set of addresses declares.</summary>
    /// <param name="set">A set for which <see cref="AddressSet.IsName"/> holds.</param>
    /// <param name="error">What is wrong; null when nothing is.</param>
    /// <returns>Null with an error.</returns>
    public static AddressSet? Addresses(NetfilterSet set, out string? error)
    {
        error = AddressExpression.TryParse(set.Comment, out var expression);
        if (expression is null)
        {
            return null;
        }

        var declared = new AddressSet(set.Id.Name, expression, (set.Flags & SetFlags.Interval) != SetFlags.None) { Handle = set.Handle };
        error = set.KeyType == KeyType(declared) ? declared.Error : $"the key of an {set.Id.Name[..2]} set must be {KeyName(declared)}";
        return error is null ? declared : null;
    }

    /// <summary>Writes changes as one transaction, which the kernel makes only if the ruleset's generation is this one still.</summary>
    public static void WriteTransaction(MessageWriter batch, uint generation, IEnumerable<SetChange> changes)
    {
        NetfilterBatch.Begin(batch, generation);
        foreach (var change in changes)
        {
            Write(batch, change);
        }

        NetfilterBatch.End(batch);
    }

    /// <summary>Appends the messages of a change to a batch.</summary>
    public static void Write(MessageWriter batch, SetChange change)
    {
        switch (change)
        {
            case SetChange.AddTable:
                TableMessages.Add(batch, new NetfilterTable { Family = Family, Name = Name });
                break;

            case SetChange.AddGroup added:
                SetMessages.Add(batch, new NetfilterSet { Id = GroupSet(added.Group), KeyType = SetType.InterfaceName });
                break;

            case SetChange.AddDemotion:
                SetMessages.Add(batch, new NetfilterSet
                {
                    Id = Set(DemotionMap),
                    KeyType = SetType.InterfaceName,
                    DataType = SetType.Mark,
                    Flags = SetFlags.Map,
                });
                break;

            case SetChange.AddAddressSet added:
                SetMessages.Add(batch, new NetfilterSet
                {
                    Id = Set(added.Set.Name),
                    KeyType = KeyType(added.Set),
                    Flags = added.Set.IsInterval ? SetFlags.Interval : SetFlags.None,
                    Comment = added.Set.Expression.ToString(),
                });
                break;

            case SetChange.Join join:
                ElementMessages.Add(batch, GroupSet(join.Group), SetElement.OfInterface(join.Interface, join.Mark.ToString()));
                break;

            case SetChange.Leave leave:
                ElementMessages.Delete(batch, GroupSet(leave.Group), SetElement.OfInterface(leave.Interface));
                break;

            case SetChange.Demote demote:
                WriteDemotion(batch, demote);
                break;

            case SetChange.AddRanges add:
                ElementMessages.Add(batch, Set(add.Set.Name), Elements(add.Set, add.Ranges));
                break;

            case SetChange.DeleteRanges delete:
                ElementMessages.Delete(batch, Set(delete.Set.Name), Elements(delete.Set, delete.Ranges));
                break;

            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static bool HasShapeOfGroup(NetfilterSet set) => set.KeyType == SetType.InterfaceName
        && (set.Flags & (SetFlags.Interval | SetFlags.Map | SetFlags.Constant)) == SetFlags.None;

    private static SetId GroupSet(string group) => Set(GroupName.ToSet(group));

    private static SetType KeyType(AddressSet set) => set.IsV6 ? SetType.AddressV6 : SetType.AddressV4;

    private static string KeyName(AddressSet set) => set.IsV6 ? "ipv6_addr" : "ipv4_addr";

    private static void WriteDemotion(MessageWriter batch, SetChange.Demote demote)
    {
        if (demote.Old is not null)
        {
            ElementMessages.Delete(batch, Set(DemotionMap), SetElement.OfInterface(demote.Group));
        }

        if (demote.New > 0)
        {
            var element = SetElement.OfInterface(demote.Group) with { Data = ElementValue.FromMark((uint)demote.New) };
            ElementMessages.Add(batch, Set(DemotionMap), element);
        }
    }

    private static SetElement[] Elements(AddressSet set, IEnumerable<AddressRange> ranges)
    {
        var elements = new List<SetElement>();
        foreach (var range in ranges)
        {
            if (set.IsInterval)
            {
                range.AddElements(elements);
            }
            else
            {
                elements.Add(SetElement.OfAddress(range.First));
            }
        }

        return [.. elements];
    }
}

using System.Globalization;
using System.Text;
using Koi.Interfaces.Addresses;

namespace Koi.Interfaces.Groups;

/// <summary>
/// koid's copy of what administrators asked for, as text: it outlives both the process and a flush of the table, and tells those who
/// may not read nftables. A line for each thing: <c>table HANDLE</c>, <c>group NAME HANDLE</c>, <c>member GROUP INDEX NAME ORDER</c>,
/// <c>demote GROUP COUNT</c>, <c>addresses SET HANDLE interval|single EXPRESSION</c>.
/// </summary>
public static class Mirror
{
    private const string Interval = "interval", Single = "single";

    /// <summary>Writes it; automatic members are not in it.</summary>
    public static string Write(GroupWorld world)
    {
        var text = new StringBuilder("# groups that interfaces joined; koid writes this file\n");
        var culture = CultureInfo.InvariantCulture;
        text.Append(culture, $"table {world.Kernel.TableHandle ?? 0}\n");
        foreach (var (group, handle) in world.Kernel.Groups.OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            text.Append(culture, $"group {group} {handle}\n");
        }

        foreach (var one in world.Table.InOrder())
        {
            foreach (var (group, order) in world.Memberships.Of(one.Link.Index))
            {
                text.Append(culture, $"member {group} {one.Link.Index} {one.Name} {order}\n");
            }
        }

        foreach (var (group, count) in world.Kernel.Demotion)
        {
            text.Append(culture, $"demote {group} {count}\n");
        }

        foreach (var set in world.Kernel.AddressSets.Values.OrderBy(s => s.Name, StringComparer.Ordinal))
        {
            text.Append(culture, $"addresses {set.Name} {set.Handle} {(set.IsInterval ? Interval : Single)} {set.Expression}\n");
        }

        return text.ToString();
    }

    /// <summary>Whether both worlds are written alike; of two made from one another it costs nothing to tell.</summary>
    public static bool IsSame(GroupWorld one, GroupWorld other) =>
        ReferenceEquals(one.Memberships, other.Memberships)
        && ReferenceEquals(one.Kernel.Groups, other.Kernel.Groups)
        && ReferenceEquals(one.Kernel.Demotion, other.Kernel.Demotion)
        && ReferenceEquals(one.Kernel.AddressSets, other.Kernel.AddressSets)
        && one.Kernel.TableHandle == other.Kernel.TableHandle;

    /// <summary>
    /// Reads it. Lines that are none of these are passed over: it is only a copy.
    /// </summary>
    /// <returns>A world without interfaces, to be adopted.</returns>
    public static GroupWorld Read(string text)
    {
        var world = GroupWorld.Empty;
        foreach (var line in text.Split('\n'))
        {
            world = Add(world, line.Split(' '));
        }

        return world;
    }

    private static GroupWorld Add(GroupWorld world, string[] words) => words switch
    {
        ["table", var handle] when Handle(handle) is { } number => world with
        {
            Kernel = world.Kernel with { TableHandle = number },
        },
        ["group", var group, var handle] when GroupName.IsValid(group) && Handle(handle) is { } number => world with
        {
            Kernel = world.Kernel with { Groups = world.Kernel.Groups.SetItem(group, number) },
        },
        ["member", var group, var index, var name, var order]
            when GroupName.IsValid(group) && group is not (GroupName.All or GroupName.Egress) && Number(index) is > 0 and { } place && Order(order) is { } number => world with
            {
                Memberships = world.Memberships.With(place, group, number),
                Kernel = world.Kernel.With(group, name, new ElementMark(place, number, IsAutomatic: false)),
            },
        ["demote", var group, var count] when GroupName.IsValid(group) && Number(count) is > 0 and <= 255 and { } number => world with
        {
            Kernel = world.Kernel.WithDemotion(group, number),
        },
        ["addresses", var name, var handle, Interval or Single, var expression]
            when AddressSet.IsName(name) && Handle(handle) is { } number
            && AddressExpression.TryParse(expression, out var read) is null => world with
            {
                Kernel = world.Kernel with
                {
                    AddressSets = world.Kernel.AddressSets.SetItem(
                        name, new AddressSet(name, read!, words[3] is Interval) { Handle = number }),
                },
            },
        _ => world,
    };

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static long? Order(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static ulong? Handle(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Koi.Netlink.Route;

namespace Koi.Interfaces.Ifconfig;

/// <summary>
/// What <c>ifconfig -j</c> prints: one line. The members below are always there, null for what is absent; more may be added, none is
/// removed or renamed.
/// </summary>
/// <remarks>
/// <para><c>{"interfaces":[…]}</c>, each with name, index, flags (OpenBSD's words), mtu, lladdr, description, kind (Linux's), status,
/// media {megabits, fullDuplex, automatic}, groups, parent, vnetid, tunnel {source, destination, ttl, port}, trunk {proto, ports [{name,
/// flags}]}, trunkDevice, bridge {priority, stp, ports [name]}, bridgeDevice, carp {state, carpdev, vhid, advbase, advskew, carppeer,
/// syncpeer, lladdr: carpdev}, inet [{address, prefixLength, destination, broadcast}], inet6
/// [{address, prefixLength, destination, flags, pltime, vltime}]; a lifetime is null when it has no end.</para>
/// <para><c>{"groups":[…]}</c> for <c>-g</c>, each with name, carpDemote, members.</para>
/// </remarks>
public sealed partial class InterfaceJson(InterfaceTable table)
{
    /// <summary>The line for interfaces, with its line feed.</summary>
    public string Print(IEnumerable<InterfaceView> views, bool showsAliases, ShownFamily family) => Line("interfaces", json =>
    {
        foreach (var view in views)
        {
            Write(json, view, showsAliases, family);
        }
    });

    /// <summary>The line for a group, with its line feed.</summary>
    public static string Print(InterfaceGroup group) => Line("groups", json =>
    {
        json.WriteStartObject();
        json.WriteString("name", group.Name);
        json.WriteNumber("carpDemote", group.CarpDemote);
        WriteTexts(json, "members", group.Members.OrderBy(m => m.Order).Select(m => m.Interface));
        json.WriteEndObject();
    });

    private void Write(Utf8JsonWriter json, InterfaceView view, bool showsAliases, ShownFamily family)
    {
        var link = view.Link;
        json.WriteStartObject();
        json.WriteString("name", link.Name);
        json.WriteNumber("index", link.Index);
        WriteTexts(json, "flags", InterfaceFlags.Names(view.Flags));
        WriteNumber(json, "mtu", link.Mtu);
        json.WriteString("lladdr", view.IsEthernet ? link.Address?.ToString() : null);
        json.WriteString("description", view.Description);
        json.WriteString("kind", link.Kind);
        json.WriteString("status", view.Status);
        WriteObject(json, "media", view.Media, media =>
        {
            json.WriteNumber("megabits", media.Megabits);
            WriteFlag(json, "fullDuplex", media.IsFullDuplex);
            json.WriteBoolean("automatic", media.IsAutomatic);
        });
        WriteTexts(json, "groups", view.Groups);
        json.WriteString("parent", Parent(link));
        WriteNumber(json, "vnetid", link.VlanId ?? link.Vxlan?.Id ?? link.Tunnel?.Key);
        WriteTunnel(json, link);
        WritePorts(json, link);
        WriteCarp(json, view);
        WriteAddresses(json, view.Addresses, showsAliases, family);
        json.WriteEndObject();
    }

    private string? Parent(Link link)
    {
        var index = link.Kind is "vlan" or "macvlan" && link.LowerNamespace is null ? link.LowerIndex : link.Vxlan?.LowerIndex ?? link.Tunnel?.LowerIndex;
        return index is { } number ? table.Find(number)?.Name : null;
    }

    private static void WriteTunnel(Utf8JsonWriter json, Link link)
    {
        var ends = link.Vxlan is { } v ? (v.Local, v.Remote, v.Ttl, v.Port) : (link.Tunnel?.Local, link.Tunnel?.Remote, link.Tunnel?.Ttl, (ushort?)null);
        WriteObject(json, "tunnel", (object?)link.Vxlan ?? link.Tunnel, _ =>
        {
            json.WriteString("source", ends.Item1?.ToString());
            json.WriteString("destination", ends.Item2?.ToString());
            WriteNumber(json, "ttl", ends.Item3);
            WriteNumber(json, "port", ends.Item4);
        });
    }

    private void WritePorts(Utf8JsonWriter json, Link link)
    {
        WriteObject(json, "trunk", link.Bond, bond =>
        {
            json.WriteString("proto", CloneKind.ProtocolName(bond.Mode));
            json.WriteStartArray("ports");
            foreach (var (port, flags) in InterfacePrinter.TrunkPorts(table, link))
            {
                json.WriteStartObject();
                json.WriteString("name", port.Name);
                WriteTexts(json, "flags", flags);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
        json.WriteString("trunkDevice", Owner(link, "bond"));
        WriteObject(json, "bridge", link.Bridge, bridge =>
        {
            json.WriteNumber("priority", bridge.Priority);
            json.WriteBoolean("stp", bridge.SpeaksStp);
            WriteTexts(json, "ports", table.InOrder().Where(i => i.Link.MasterIndex == link.Index).Select(i => i.Name));
        });
        json.WriteString("bridgeDevice", Owner(link, "bridge"));
    }

    private string? Owner(Link link, string kind) =>
        string.Equals(link.SlaveKind, kind, StringComparison.Ordinal) && link.MasterIndex is { } owner ? table.Find(owner)?.Name : null;

    private static void WriteAddresses(Utf8JsonWriter json, ImmutableArray<InterfaceAddress> addresses, bool showsAliases, ShownFamily family)
    {
        json.WriteStartArray("inet");
        foreach (var address in addresses.Where(a => !a.Prefix.Address.IsV6 && family != ShownFamily.Inet6).Take(showsAliases ? int.MaxValue : 1))
        {
            WriteAddress(json, address);
            json.WriteString("broadcast", address.Broadcast?.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("inet6");
        foreach (var address in addresses.Where(a => a.Prefix.Address.IsV6 && family != ShownFamily.Inet))
        {
            WriteAddress(json, address);
            WriteTexts(json, "flags", InterfacePrinter.AddressFlags(address));
            WriteNumber(json, "pltime", address.PreferredSeconds == uint.MaxValue ? null : address.PreferredSeconds);
            WriteNumber(json, "vltime", address.ValidSeconds == uint.MaxValue ? null : address.ValidSeconds);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteAddress(Utf8JsonWriter json, InterfaceAddress address)
    {
        json.WriteStartObject();
        json.WriteString("address", address.Prefix.Address.ToString());
        json.WriteNumber("prefixLength", address.Prefix.Length);
        json.WriteString("destination", address.Peer?.ToString());
    }

    private static void WriteObject<T>(Utf8JsonWriter json, string name, T? value, Action<T> members)
        where T : class
    {
        if (value is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        members(value);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, uint? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteFlag(Utf8JsonWriter json, string name, bool? flag)
    {
        if (flag is { } value)
        {
            json.WriteBoolean(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static string Line(string list, Action<Utf8JsonWriter> elements)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray(list);
            elements(json);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }
}

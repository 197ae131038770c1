using Koi.Netlink;
using Koi.Netlink.Linux;
using Koi.Netlink.Netfilter;
using Koi.Netlink.Route;
using Koi.Netlink.Xfrm;

namespace Koi.Fuzz;

/// <summary>Datagrams: every decoder takes every message or refuses it, and none throws.</summary>
internal static class NetlinkTarget
{
    public static void Decode(byte[] datagram)
    {
        RawPacket.TryReadV4(datagram, out _);
        var reader = new MessageReader(datagram);
        while (reader.Next())
        {
            Decode(reader.Current);
        }

        foreach (var family in Enum.GetValues<NetlinkFamily>())
        {
            MessageText.Write(family, "<", datagram, static _ => { });
        }
    }

    /// <summary>Writes requests, whose messages look like the kernel's answers.</summary>
    public static void WriteSeeds(string folder)
    {
        var any = new InetPrefix(InetAddress.AnyV4, 0);
        Directory.CreateDirectory(folder);
        Write(folder, "dumps", writer =>
        {
            XfrmRequests.DumpSas(writer, any, any);
            XfrmRequests.DumpPolicies(writer);
            XfrmRequests.GetSadInfo(writer);
            XfrmRequests.GetSpdInfo(writer);
            LinkMessages.Dump(writer);
            RouteMessages.Dump(writer);
        });
        Write(folder, "sa", writer => XfrmRequests.AddSa(writer, new()
        {
            Id = new(InetAddress.FromV4(0x0a000001), 0x1000, XfrmProtocol.Esp),
            Source = InetAddress.FromV4(0x0a000002),
            Mode = XfrmMode.Tunnel,
            Selector = new(any, any),
        }));
        Write(folder, "policy", writer => XfrmRequests.AddPolicy(writer, new()
        {
            Selector = new(any, any),
            Direction = PolicyDirection.Out,
            Templates = [new(InetAddress.FromV4(1), InetAddress.FromV4(2), XfrmProtocol.Esp, XfrmMode.Tunnel)],
        }));
        Write(folder, "netfilter", WriteNetfilter);
        Write(folder, "link", writer => LinkMessages.Get(writer, "eth0"));
    }

    private static void WriteNetfilter(MessageWriter writer)
    {
        var set = new NetfilterSet
        {
            Id = new SetId(TableFamily.Inet, "koi", "demote"),
            KeyType = SetType.InterfaceName,
            DataType = SetType.Mark,
            Flags = SetFlags.Map | SetFlags.Timeout,
            Size = 10,
            TimeoutMilliseconds = 1000,
            Comment = "comment",
        };
        var element = SetElement.OfInterface("carp", "comment") with
        {
            Data = ElementValue.FromMark(3),
            TimeoutMilliseconds = 100,
            IsIntervalEnd = true,
            IsOpenInterval = true,
        };
        NetfilterBatch.Begin(writer, generation: 1);
        TableMessages.Add(writer, new NetfilterTable { Family = TableFamily.Inet, Name = "koi", Comment = "comment" });
        SetMessages.Add(writer, set);
        SetMessages.Delete(writer, set.Id);
        ElementMessages.Add(writer, set.Id, element, element);
        ElementMessages.Delete(writer, set.Id, element);
        GenerationMessages.Get(writer);
        WriteRules(writer);
        NetfilterBatch.End(writer);
    }

    private static void WriteRules(MessageWriter writer)
    {
        var chain = NetfilterChain.Filter(
            new ChainId(TableFamily.NetDev, "koi_carp", "in"), ChainHook.IngressOf("carp0", -500), ChainPolicy.Drop);
        var address = ElementValue.FromAddress(InetAddress.FromV4(0x0a000001));
        ChainMessages.Add(writer, chain with { Comment = "comment" });
        RuleMessages.Add(writer, NetfilterRule.Of(
            chain.Id,
            new NetfilterExpression.Meta(MetaKey.InputName),
            new NetfilterExpression.Lookup("lease", IsInverted: true),
            new NetfilterExpression.Payload(PayloadBase.Network, 16, 4),
            new NetfilterExpression.Bitwise(address, address),
            new NetfilterExpression.Compare(CompareOperator.Equal, address),
            new NetfilterExpression.Immediate(address),
            new NetfilterExpression.Counter(1, 2),
            new NetfilterExpression.Verdict(VerdictCode.Jump, "plain")) with
        { Comment = "comment", Position = 1 });
        RuleMessages.Delete(writer, chain.Id, 1);
    }

    private static void Decode(NetlinkMessage message)
    {
        NetlinkError.TryRead(message, out _);
        XfrmDecoder.TryReadSa(message, out _);
        XfrmDecoder.TryReadPolicy(message, out _);
        XfrmDecoder.TryReadCounters(message, out _);
        XfrmDecoder.TryReadSadStatus(message, out _);
        XfrmDecoder.TryReadSpdStatus(message, out _);
        XfrmDecoder.TryReadDefaultPolicy(message, out _);
        XfrmEventDecoder.Read(message);
        LinkReader.TryRead(message, out _);
        RouteReader.TryRead(message, out _);
        RouteEvent.Read(message);
        NetfilterEvent.Read(message);
        NetfilterTarget.TryRead(message, out _);
        ChainMessages.TryRead(message, out _);
        RuleMessages.TryRead(message, out _);
    }

    private static void Write(string folder, string name, Action<MessageWriter> write)
    {
        using var writer = new MessageWriter();
        write(writer);
        File.WriteAllBytes(Path.Combine(folder, name), writer.Written.ToArray());
    }
}

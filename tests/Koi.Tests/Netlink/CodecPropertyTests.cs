using CsCheck;
using Koi.Netlink;
using Koi.Netlink.Netfilter;
using Koi.Netlink.Route;
using Koi.Netlink.Xfrm;

namespace Koi.Tests.Netlink;

public sealed class CodecPropertyTests
{
    private static readonly string[] Captured =
        ["link-macvlan", "addresses", "routes", "neighbours", "next-hops", "error-extended"];

    [Fact]
    public void An_SA_is_read_as_it_was_written() => Gens.Sa.Sample(sa =>
    {
        var read = RoundTrip<SecurityAssociation>(writer => XfrmRequests.AddSa(writer, sa), XfrmDecoder.TryReadSa);

        Assert.Equal(sa.ReplayEsn?.Bitmap.AsEnumerable(), read.ReplayEsn?.Bitmap.AsEnumerable());
        var bitmap = sa.ReplayEsn is null ? null : read.ReplayEsn! with { Bitmap = sa.ReplayEsn.Bitmap };
        Assert.Equal(sa, read with { ReplayEsn = bitmap });
    });

    [Fact]
    public void A_policy_is_read_as_it_was_written() => Gens.Policy.Sample(policy =>
    {
        var read = RoundTrip<SecurityPolicy>(
            writer => XfrmRequests.UpdatePolicy(writer, policy), XfrmDecoder.TryReadPolicy);

        Assert.Equal(policy.Templates.AsEnumerable(), read.Templates.AsEnumerable());
        Assert.Equal(policy, read with { Templates = policy.Templates });
    });

    [Fact]
    public void An_address_is_read_as_it_was_written() => Gens.InterfaceAddress.Sample(address =>
        Assert.Equal(address, RoundTrip<InterfaceAddress>(
            writer => AddressMessages.Add(writer, address), AddressMessages.TryRead)));

    [Fact]
    public void A_route_is_read_as_it_was_written() => Gens.Route.Sample(route =>
        Assert.Equal(route, RoundTrip<RouteEntry>(writer => RouteMessages.Add(writer, route), RouteReader.TryRead)));

    [Fact]
    public void A_link_is_read_as_it_was_written() => Gens.Link.Sample(link =>
    {
        var kind = new LinkKind.Macvlan(link.LowerIndex!.Value, link.MacvlanMode!.Value);
        var settings = new LinkChange
        {
            IsUp = link.IsUp,
            Mtu = link.Mtu,
            TransmitQueueLength = link.TransmitQueueLength,
            Address = link.Address,
            MasterIndex = link.MasterIndex,
            Alias = link.Alias,
            Group = link.Group,
            LinkMode = link.LinkMode,
            OperState = link.OperState,
            HasCarrier = link.HasCarrier,
            IsProtoDown = link.IsProtoDown,
            ProtoDownReasons = link.ProtoDownReasons,
        };

        Assert.Equal(
            link, RoundTrip<Link>(writer => LinkMessages.Add(writer, link.Name, kind, settings), LinkReader.TryRead));
    });

    [Fact]
    public void A_table_is_read_as_it_was_written() => Gens.Table.Sample(table =>
        Assert.Equal(table, RoundTrip<NetfilterTable>(writer => TableMessages.Add(writer, table), TableMessages.TryRead)));

    [Fact]
    public void A_set_is_read_as_it_was_written() => Gens.Set.Sample(set =>
        Assert.Equal(set, RoundTrip<NetfilterSet>(writer => SetMessages.Add(writer, set), SetMessages.TryRead)));

    [Fact]
    public void Elements_are_read_as_they_were_written() => Gens.Element.Array[1, 20].Sample(elements =>
    {
        var id = new SetId(TableFamily.Inet, "koi", "names");

        var read = RoundTrip<ElementList>(writer => ElementMessages.Add(writer, id, elements), ElementReader.TryRead);

        Assert.Equal(id, read.Set);
        Assert.Equal(elements, read.Elements);
    });

    [Fact]
    public void A_chain_is_read_as_it_was_written() => Gens.Chain.Sample(chain =>
        Assert.Equal(chain, RoundTrip<NetfilterChain>(writer => ChainMessages.Add(writer, chain), ChainMessages.TryRead)));

    [Fact]
    public void A_rule_is_read_as_it_was_written() => Gens.Rule.Sample(rule =>
    {
        var read = RoundTrip<NetfilterRule>(writer => RuleMessages.Add(writer, rule), RuleMessages.TryRead);

        Assert.Equal(rule.Expressions.AsEnumerable(), read.Expressions.AsEnumerable());
        Assert.Equal(rule, read with { Expressions = rule.Expressions });
    });

    [Fact]
    public void Any_bytes_are_walked_to_an_end() => Gen.Byte.Array[0, 600].Sample(WalkEverything);

    [Fact]
    public void Damaged_messages_are_walked_to_an_end()
    {
        var whole = Gen.OneOf(
            Gens.Sa.Select(sa => Written(writer => XfrmRequests.AddSa(writer, sa))),
            Gens.Policy.Select(policy => Written(writer => XfrmRequests.AddPolicy(writer, policy))),
            Gens.Set.Select(set => Written(writer => SetMessages.Add(writer, set))),
            Gens.Element.Select(element => Written(writer => ElementMessages.Add(
                writer, new SetId(TableFamily.Inet, "koi", "names"), element, element))),
            Gens.Chain.Select(chain => Written(writer => ChainMessages.Add(writer, chain))),
            Gens.Rule.Select(rule => Written(writer => RuleMessages.Add(writer, rule))),
            Gens.Route.Select(route => Written(writer => RouteMessages.Add(writer, route))),
            Gens.InterfaceAddress.Select(address => Written(writer => AddressMessages.Add(writer, address))),
            Gen.Int[0, Captured.Length - 1].Select(index => Hex.Golden(Captured[index])));

        Gens.Damaged(whole).Sample(WalkEverything);
    }

    [Fact]
    public void Every_type_of_message_walks_any_body() => Gen.Select(Gen.Byte.Array[0, 400], Gen.Int[1, 110]).Sample((body, type) =>
        WalkEverything(Written(writer => body.CopyTo(writer.Begin((ushort)type, 0, body.Length)))));

    [Fact]
    public void Every_message_of_nf_tables_walks_any_body() =>
        Gen.Select(Gen.Byte.Array[0, 400], Gen.Int[0, 33]).Sample((body, type) => WalkEverything(
            Written(writer => body.CopyTo(writer.Begin((ushort)(0xa00 + type), 0, body.Length)))));

    /// <summary>Passes when nothing is thrown.</summary>
    private static void WalkEverything(byte[] datagram)
    {
        MessageText.Write(NetlinkFamily.Xfrm, "<", datagram, static _ => { });
        MessageText.Write(NetlinkFamily.Route, "<", datagram, static _ => { });
        MessageText.Write(NetlinkFamily.Netfilter, "<", datagram, static _ => { });
        var messages = new MessageReader(datagram);
        while (messages.Next())
        {
            var message = messages.Current;
            XfrmEventDecoder.Read(message);
            RouteEvent.Read(message);
            NetfilterEvent.Read(message);
            NetfilterTarget.TryRead(message, out _);
            NetlinkError.TryRead(message, out _);
            XfrmDecoder.TryReadSa(message, out _);
            XfrmDecoder.TryReadPolicy(message, out _);
            XfrmDecoder.TryReadCounters(message, out _);
            XfrmDecoder.TryReadSadStatus(message, out _);
            XfrmDecoder.TryReadSpdStatus(message, out _);
            XfrmDecoder.TryReadDefaultPolicy(message, out _);
        }
    }

    private static T RoundTrip<T>(Action<MessageWriter> write, MessageDecoder<T> decoder) =>
        Decoding.One(Written(write), decoder);

    private static byte[] Written(Action<MessageWriter> write)
    {
        using var writer = new MessageWriter();
        write(writer);
        return writer.Written.ToArray();
    }
}

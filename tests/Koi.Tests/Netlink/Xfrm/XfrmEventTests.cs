using Koi.Netlink;
using Koi.Netlink.Xfrm;
using static Koi.Netlink.Xfrm.XfrmHeader;

namespace Koi.Tests.Netlink.Xfrm;

public sealed class XfrmEventTests : IDisposable
{
    private readonly MessageWriter writer = new();

    public void Dispose() => writer.Dispose();

    [Fact]
    public void Every_event_is_read_from_a_message()
    {
        var samples = Enum.GetValues<Sample>().Select(sample => Read(sample).GetType());

        var nested = typeof(XfrmEvent).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(XfrmEvent)));
        Assert.Equal(
            nested.Select(type => type.Name).Order(StringComparer.Ordinal),
            samples.Select(type => type.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_deleted_SA_is_whole()
    {
        var deleted = Assert.IsType<XfrmEvent.SaDeleted>(Read(Sample.SaDeleted));

        Assert.Equal(Samples.Tunnel.Id, deleted.Sa.Id);
        Assert.Equal(Samples.Tunnel.Encryption, deleted.Sa.Encryption);
    }

    [Fact]
    public void A_deleted_policy_has_its_mark_and_interface()
    {
        var deleted = Assert.IsType<XfrmEvent.PolicyDeleted>(Read(Sample.PolicyDeleted));

        Assert.Equal(Samples.Policy.Id, deleted.Policy.Id);
    }

    [Theory]
    [InlineData(Sample.SaExpired)]
    [InlineData(Sample.PolicyExpired)]
    public void The_hard_expiry_is_told_from_the_soft(Sample sample) => Assert.True(Read(sample) switch
    {
        XfrmEvent.SaExpired expired => expired.IsHard,
        XfrmEvent.PolicyExpired expired => expired.IsHard,
        _ => false,
    });

    [Fact]
    public void An_acquire_names_the_SA_wanted_and_the_packet()
    {
        var acquire = Assert.IsType<XfrmEvent.Acquire>(Read(Sample.Acquire));

        Assert.Equal(Samples.Larval.Id, acquire.Id);
        Assert.Equal(Samples.Policy.Selector, acquire.Selector);
        Assert.Equal(77u, acquire.AcquireSequence);
        Assert.Single(acquire.Policy.Templates);
    }

    [Fact]
    public void Counters_are_read_as_they_were_written()
    {
        var counters = new SaCounters
        {
            Id = Samples.Tunnel.Id,
            Source = Samples.Tunnel.Source,
            Replay = new ReplayState(1, 2, 3),
            Lifetime = new LifetimeCounters(4, 5, 6, 7),
            ReplayThreshold = 8,
            TimerThreshold = 9,
            Mark = new XfrmMark(10, 11),
            RequestId = 12,
            Flags = AsyncEventFlags.Written,
        };

        XfrmRequests.UpdateCounters(writer, counters);

        Assert.Equal(counters, Decoding.One<SaCounters>(writer.Written, XfrmDecoder.TryReadCounters));
    }

    [Fact]
    public void A_mapping_tells_both_ports()
    {
        var mapping = Assert.IsType<XfrmEvent.Mapping>(Read(Sample.Mapping));

        Assert.Equal(((ushort)4500, (ushort)61000), (mapping.OldPort, mapping.NewPort));
        Assert.Equal("203.0.113.1", mapping.NewSource.ToString());
    }

    [Fact]
    public void A_migration_tells_the_addresses_before_and_after()
    {
        var move = Assert.Single(Assert.IsType<XfrmEvent.Migrate>(Read(Sample.Migrate)).Moves);

        Assert.Equal(("192.0.2.1", "203.0.113.1"), ($"{move.OldSource}", $"{move.NewSource}"));
        Assert.Equal((XfrmProtocol.Esp, XfrmMode.Tunnel, 7u), (move.Protocol, move.Mode, move.RequestId));
    }

    private XfrmEvent Read(Sample sample)
    {
        writer.Clear();
        Write(sample);
        var messages = new MessageReader(writer.Written);
        Assert.True(messages.Next());
        return XfrmEventDecoder.Read(messages.Current);
    }

    private void Write(Sample sample)
    {
        switch (sample)
        {
            case Sample.SaAdded: XfrmRequests.AddSa(writer, Samples.Tunnel); break;
            case Sample.SaUpdated: XfrmRequests.UpdateSa(writer, Samples.Tunnel); break;
            case Sample.SaFlushed: XfrmRequests.FlushSas(writer); break;
            case Sample.PolicyAdded: XfrmRequests.AddPolicy(writer, Samples.Policy); break;
            case Sample.PolicyUpdated: XfrmRequests.UpdatePolicy(writer, Samples.Policy); break;
            case Sample.PolicyFlushed: XfrmRequests.FlushPolicies(writer); break;
            case Sample.AsyncEvent:
                XfrmRequests.UpdateCounters(writer, new SaCounters { Id = Samples.Tunnel.Id });
                break;
            case Sample.SaDeleted:
                SaCountersCodec.WriteId(writer.Begin(XFRM_MSG_DELSA, 0, UserSaIdSize), Samples.Tunnel.Id);
                SaCodec.WriteInfo(writer.Attribute(XFRMA_SA, UserSaInfoSize), Samples.Tunnel);
                SaCodec.WriteAttributes(writer, Samples.Tunnel);
                break;
            case Sample.PolicyDeleted:
                writer.Begin(XFRM_MSG_DELPOLICY, 0, UserPolicyIdSize);
                PolicyCodec.WriteInfo(writer.Attribute(XFRMA_POLICY, UserPolicyInfoSize), Samples.Policy);
                PolicyCodec.WriteAttributes(writer, Samples.Policy);
                break;
            case Sample.SaExpired:
                var expire = writer.Begin(XFRM_MSG_EXPIRE, 0, UserExpireSize);
                SaCodec.WriteInfo(expire, Samples.Tunnel);
                expire[UserSaInfoSize] = 1;
                break;
            case Sample.PolicyExpired:
                var policyExpire = writer.Begin(XFRM_MSG_POLEXPIRE, 0, UserPolicyExpireSize);
                PolicyCodec.WriteInfo(policyExpire, Samples.Policy);
                policyExpire[UserPolicyInfoSize] = 1;
                break;
            case Sample.Acquire: WriteAcquire(); break;
            case Sample.Report:
                SelectorCodec.Write(writer.Begin(XFRM_MSG_REPORT, 0, UserReportSize)[4..], Samples.Policy.Selector);
                break;
            case Sample.Migrate: WriteMigrate(); break;
            case Sample.Mapping: WriteMapping(); break;
            case Sample.Unknown: writer.Begin(99, 0, 8); break;
            default: throw new System.Diagnostics.UnreachableException();
        }
    }

    private void WriteAcquire()
    {
        var body = writer.Begin(XFRM_MSG_ACQUIRE, 0, UserAcquireSize);
        body.PutAddress(0, Samples.Larval.Id.Destination);
        body[20] = XfrmProtocol.Esp;
        body.PutAddress(24, Samples.Larval.Source);
        SelectorCodec.Write(body[40..], Samples.Policy.Selector);
        PolicyCodec.WriteInfo(body[96..], Samples.Policy);
        body.PutHost32(276, 77);
        PolicyCodec.WriteAttributes(writer, Samples.Policy);
    }

    private void WriteMigrate()
    {
        SelectorCodec.Write(writer.Begin(XFRM_MSG_MIGRATE, 0, UserPolicyIdSize), Samples.Policy.Selector);
        var move = writer.Attribute(XFRMA_MIGRATE, UserMigrateSize);
        move.PutAddress(16, Text.Address("192.0.2.1"));
        move.PutAddress(48, Text.Address("203.0.113.1"));
        move[64] = XfrmProtocol.Esp;
        move[65] = (byte)XfrmMode.Tunnel;
        move.PutHost32(68, 7);
        move.PutHost16(72, KernelLayout.AF_INET);
        move.PutHost16(74, KernelLayout.AF_INET);
    }

    private void WriteMapping()
    {
        var body = writer.Begin(XFRM_MSG_MAPPING, 0, UserMappingSize);
        SaCountersCodec.WriteId(body, Samples.Tunnel.Id);
        body.PutAddress(44, Text.Address("203.0.113.1"));
        body.PutBig16(60, 4500);
        body.PutBig16(62, 61000);
    }

    /// <summary>One for each event; the names are the records'.</summary>
    public enum Sample
    {
        SaAdded,
        SaUpdated,
        SaDeleted,
        SaFlushed,
        SaExpired,
        PolicyAdded,
        PolicyUpdated,
        PolicyDeleted,
        PolicyFlushed,
        PolicyExpired,
        Acquire,
        AsyncEvent,
        Report,
        Migrate,
        Mapping,
        Unknown,
    }
}

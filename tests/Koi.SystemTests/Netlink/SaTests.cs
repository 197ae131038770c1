using Koi.Netlink;
using Koi.Netlink.Linux;
using Koi.Netlink.Xfrm;

namespace Koi.SystemTests.Netlink;

/// <summary>SAs with every attribute, on a kernel that has ESP.</summary>
[Trait("Kernel", "full")]
public sealed class SaTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly NetworkNamespace network = TestNetwork.Create();
    private readonly XfrmSocket xfrm;
    private readonly MessageWriter writer = new();
    private readonly List<XfrmEvent> seen = [];

    public SaTests() => xfrm = network.Run(() => XfrmSocket.Open());

    public static TheoryData<string> Kinds => [.. All.Keys];

    private static Dictionary<string, SecurityAssociation> All { get; } = new(StringComparer.Ordinal)
    {
        ["authentication and encryption"] = Sa(1),
        ["AEAD"] = Sa(2) with
        {
            Authentication = null,
            Encryption = null,
            Aead = new("rfc4106(gcm(aes))", Key(20), 128),
            ReplayWindow = 32,
            Replay = new(5, 7, 0x55),
        },
        ["AH over IPv6"] = Sa(3) with
        {
            Id = new(Samples.Address("fd00::2"), 0x1003, XfrmProtocol.Ah),
            Source = Samples.Address("fd00::1"),
            Selector = Selector.AnyOf(InetAddress.AnyV6),
            Encryption = null,
        },
        ["IPcomp"] = Sa(4) with
        {
            Id = new(Samples.Address("192.0.2.2"), 0x1004, XfrmProtocol.Comp),
            Authentication = null,
            Encryption = null,
            Compression = new("deflate", KeyMaterial.Empty),
            Mode = XfrmMode.Transport,
            Selector = Selector.AnyOf(default),
            Flags = StateFlags.None,
        },
        ["UDP encapsulation, marks and an interface"] = Sa(5) with
        {
            Encapsulation = new(2, 4500, 1024, InetAddress.AnyV4),
            Mark = new(3, 0xff),
            SetMark = new(4, 0xf),
            InterfaceId = 9,
        },
        ["64-bit numbers and a window of 128"] = Sa(6) with
        {
            Flags = StateFlags.AfUnspec | StateFlags.Esn,
            ReplayEsn = new(1, 2, 3, 4, 128, [0x11, 0x22, 0x33, 0x44]),
        },
        ["ages, limits and thresholds"] = Sa(7) with
        {
            Counters = new(1000, 10, 1_700_000_000, 1_700_000_001),
            ReplayThreshold = 100,
            Limits = LifetimeLimits.Unlimited with { SoftBytes = 1 << 20, HardPackets = 1 << 30 },
        },
    };

    public void Dispose()
    {
        writer.Dispose();
        xfrm.Dispose();
        network.Dispose();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_SA_comes_back_as_it_was_added(string kind)
    {
        var sa = All[kind];

        Do("add SA", () => XfrmRequests.AddSa(writer, sa));

        var found = Assert.Single(xfrm.DumpSas(), s => s.Id == sa.Id);
        Assert.Equal(Comparable(sa), Comparable(found));
        Assert.Equal(sa.Authentication, found.Authentication);
        Assert.Equal(sa.Encryption, found.Encryption);
        Assert.Equal(sa.Aead, found.Aead);
        Assert.Equal(sa.Compression, found.Compression);
        Assert.Equal(sa.ReplayEsn?.Bitmap ?? [], found.ReplayEsn?.Bitmap ?? []);
        Assert.Equal(sa.Counters ?? found.Counters, found.Counters);
        if (sa.ReplayThreshold is { } threshold)
        {
            // Thresholds are not in dumps.
            Assert.Equal(threshold, xfrm.FindCounters(sa.Id, flags: AsyncEventFlags.ReplayThreshold)?.ReplayThreshold);
        }

        Do("delete SA", () => XfrmRequests.DeleteSa(writer, sa.Id, sa.Mark));
        Assert.DoesNotContain(xfrm.DumpSas(), s => s.Id == sa.Id);
    }

    [Fact]
    public void Changes_of_SAs_are_told_with_their_keys()
    {
        using var events = Subscribe(XfrmGroup.Sa);
        var sa = Sa(1);

        Do("add SA", () => XfrmRequests.AddSa(writer, sa));
        Do("update SA", () => XfrmRequests.UpdateSa(writer, sa with { Limits = sa.Limits with { SoftBytes = 77 } }));
        Do("delete SA", () => XfrmRequests.DeleteSa(writer, sa.Id));
        Wait(events, 3);

        Assert.Collection(
            seen,
            one => Assert.Equal(sa.Encryption, Assert.IsType<XfrmEvent.SaAdded>(one).Sa.Encryption),
            one => Assert.Equal(77u, Assert.IsType<XfrmEvent.SaUpdated>(one).Sa.Limits.SoftBytes),
            one => Assert.Equal(sa.Authentication, Assert.IsType<XfrmEvent.SaDeleted>(one).Sa.Authentication));
    }

    [Fact]
    public void Counters_are_written_and_read_and_told()
    {
        using var events = Subscribe(XfrmGroup.AsyncEvents);
        var sa = Sa(1) with { ReplayWindow = 32 };
        Do("add SA", () => XfrmRequests.AddSa(writer, sa));

        Do("update counters", () => XfrmRequests.UpdateCounters(
            writer, new SaCounters { Id = sa.Id, Source = sa.Source, Replay = new(500, 600, 0xff), Lifetime = new(9, 8, 7, 6) }));

        var counters = xfrm.FindCounters(sa.Id);
        Assert.Equal(new ReplayState(500, 600, 0xff), counters?.Replay);
        Assert.Equal(new LifetimeCounters(9, 8, 7, 6), counters?.Lifetime);
        Wait(events, 1);
        var told = Assert.IsType<XfrmEvent.AsyncEvent>(seen[0]).Counters;
        Assert.True(told.Flags.HasFlag(AsyncEventFlags.Written));
        Assert.Equal(500u, told.Replay?.OutboundSequence);
    }

    [Fact]
    public void A_larval_SA_is_completed_and_expires()
    {
        using var events = Subscribe(XfrmGroup.Sa, XfrmGroup.Expire);
        var sa = Sa(1);
        var larval = xfrm.AllocateSpi(sa, 0x2000, 0x2fff);
        var complete = sa with { Id = larval.Id, Limits = LifetimeLimits.Unlimited with { HardAddSeconds = 1 } };

        Do("complete SA", () => XfrmRequests.UpdateSa(writer, complete));
        Wait(events, 2);

        Assert.InRange(larval.Id.Spi, 0x2000u, 0x2fffu);
        Assert.Equal(larval.Id, Assert.IsType<XfrmEvent.SaUpdated>(seen[0]).Sa.Id);
        Assert.True(Assert.IsType<XfrmEvent.SaExpired>(seen[1]).IsHard);
        Assert.Null(xfrm.FindSa(larval.Id));
    }

    [Fact]
    public void The_kernels_words_and_the_message_are_kept_when_it_refuses()
    {
        XfrmRequests.AddSa(writer, Sa(1));
        XfrmRequests.AddSa(writer, Sa(2) with { Encryption = new("cbc(none-such)", Key(16)) });
        XfrmRequests.AddSa(writer, Sa(3));

        var failure = Assert.Single(xfrm.ApplyBatch(writer, "add SAs"));

        Assert.Equal(1, failure.Index);
        Assert.Contains("CRYPT algorithm not found", failure.Error.Text, StringComparison.Ordinal);
        Assert.Equal(2, xfrm.DumpSas().Count);
        xfrm.FlushSas();
        Assert.Empty(xfrm.DumpSas());
    }

    private static SecurityAssociation Sa(uint number) => new()
    {
        Id = new(Samples.Address("192.0.2.2"), 0x1000 + number, XfrmProtocol.Esp),
        Source = Samples.Address("192.0.2.1"),
        Mode = XfrmMode.Tunnel,
        Selector = Selector.AnyOf(default) with { IsFamilyUnspecified = true },
        Flags = StateFlags.AfUnspec,
        RequestId = number,
        Authentication = new("hmac(sha256)", Key(32), 128),
        Encryption = new("cbc(aes)", Key(16)),
    };

    private static KeyMaterial Key(int length) => new([.. Enumerable.Range(1, length).Select(i => (byte)i)]);

    /// <summary>What a record compares by value, without what the kernel counts.</summary>
    private static object Comparable(SecurityAssociation sa) => (
        sa.Id, sa.Source, sa.Mode, sa.Selector, sa.RequestId, sa.ReplayWindow, sa.Flags,
        (sa.Limits, sa.Encapsulation, sa.Mark, sa.SetMark, sa.InterfaceId),
        sa.ReplayEsn is { } esn ? (esn.OutboundSequence, esn.Sequence, esn.OutboundSequenceHigh, esn.SequenceHigh, esn.ReplayWindow) : default,
        sa.ReplayEsn is null ? sa.Replay ?? default : default);

    private NetlinkEventSocket Subscribe(params ReadOnlySpan<uint> groups)
    {
        var wanted = groups.ToArray();
        return network.Run(() => XfrmSocket.Subscribe(wanted));
    }

    private void Do(string operation, Action write)
    {
        write();
        xfrm.Execute(writer, operation);
    }

    private void Wait(NetlinkEventSocket events, int count)
    {
        while (seen.Count < count)
        {
            Assert.Equal(EventReceipt.Events, events.Receive(Deadline, message => seen.Add(XfrmEventDecoder.Read(message))));
        }
    }
}

using Koi.Netlink.Xfrm;
using static Koi.Tests.Ipsec.Show.Samples;

namespace Koi.Tests.Ipsec.Show;

/// <summary>One of each event.</summary>
internal static class EventSamples
{
    private static readonly SecurityPolicy FlowPolicy =
        Policy(PolicyDirection.Out, "10.1.0.0/24", "10.2.0.0/24", Tunnel("192.0.2.1", "192.0.2.2"));

    private static readonly SaId Id = EspTunnel().Id;

    public static IReadOnlyList<XfrmEvent> All { get; } =
    [
        new XfrmEvent.SaAdded(EspTunnel()),
        new XfrmEvent.SaUpdated(EspTunnel()),
        new XfrmEvent.SaDeleted(EspTunnel()),
        new XfrmEvent.SaFlushed(XfrmProtocol.Esp),
        new XfrmEvent.SaExpired(Sa("192.0.2.1", "192.0.2.2", 0x1001), IsHard: false),
        new XfrmEvent.PolicyAdded(FlowPolicy),
        new XfrmEvent.PolicyUpdated(FlowPolicy),
        new XfrmEvent.PolicyDeleted(FlowPolicy with { Direction = PolicyDirection.Forward }),
        new XfrmEvent.PolicyFlushed(0),
        new XfrmEvent.PolicyExpired(FlowPolicy, IsHard: true),
        new XfrmEvent.Acquire(
            Id with { Spi = 0 }, Address("192.0.2.1"), new Selector(Prefix("10.1.0.5"), Prefix("10.2.0.5"), 1), FlowPolicy, 77),
        new XfrmEvent.AsyncEvent(new SaCounters
        {
            Id = Id,
            Source = Address("192.0.2.1"),
            Replay = new ReplayState(12, 0, 0),
            Lifetime = new LifetimeCounters(840, 10, 1700000000, 1700000060),
        }),
        new XfrmEvent.Report(60, new Selector(Prefix("2001:db8::1"), Prefix("2001:db8::2"))),
        new XfrmEvent.Migrate(
            FlowPolicy.Selector,
            PolicyDirection.Out,
            [
                new AddressMove(
                    Address("192.0.2.1"), Address("192.0.2.2"), Address("192.0.2.9"), Address("192.0.2.2"), 50, XfrmMode.Tunnel, 5),
            ]),
        new XfrmEvent.Mapping(Id, 5, Address("192.0.2.1"), 4500, Address("192.0.2.7"), 1024),
        new XfrmEvent.Unknown(99, 12),
    ];
}

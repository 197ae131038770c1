using Koi.Netlink;
using Koi.Netlink.Route;

namespace Koi.Tests.Netlink.Route;

public sealed class RouteEventTests
{
    private static readonly InterfaceAddress Address = new() { InterfaceIndex = 1, Prefix = Text.Prefix("192.0.2.1/24") };
    private static readonly RouteEntry Way = RouteEntry.OnLink(Text.Prefix("192.0.2.0/24"), 1);
    private static readonly Neighbour Router = new(1, Text.Address("192.0.2.2"), null, NeighbourState.Failed);

    private static readonly Dictionary<string, Action<MessageWriter>> Samples = new(StringComparer.Ordinal)
    {
        [nameof(RouteEvent.LinkChanged)] = writer => LinkMessages.Change(writer, 1, new LinkChange { Name = "eth0" }),
        [nameof(RouteEvent.LinkRemoved)] = writer => LinkMessages.Delete(writer, 1),
        [nameof(RouteEvent.AddressChanged)] = writer => AddressMessages.Add(writer, Address),
        [nameof(RouteEvent.AddressRemoved)] = writer => AddressMessages.Delete(writer, Address),
        [nameof(RouteEvent.RouteChanged)] = writer => RouteMessages.Add(writer, Way),
        [nameof(RouteEvent.RouteRemoved)] = writer => RouteMessages.Delete(writer, Way),
        [nameof(RouteEvent.NeighbourChanged)] = writer => NeighbourMessages.Add(writer, Router),
        [nameof(RouteEvent.NeighbourRemoved)] = writer => NeighbourMessages.Delete(writer, Router),
        [nameof(RouteEvent.NextHopChanged)] = writer => NextHopMessages.Add(writer, new NextHop { Id = 1 }),
        [nameof(RouteEvent.NextHopRemoved)] = writer => NextHopMessages.Delete(writer, 1),
        [nameof(RouteEvent.Unknown)] = writer => writer.Begin(500, 0, 4),
    };

    [Fact]
    public void Every_event_has_a_sample()
    {
        var nested = typeof(RouteEvent).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(RouteEvent)));

        Assert.Equal(
            nested.Select(type => type.Name).Order(StringComparer.Ordinal), Samples.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_event_is_read_from_its_message() => Assert.All(Samples, sample =>
    {
        using var writer = new MessageWriter();
        sample.Value(writer);
        var messages = new MessageReader(writer.Written);
        Assert.True(messages.Next());

        Assert.Equal(sample.Key, RouteEvent.Read(messages.Current).GetType().Name);
    });
}

using Koi.Netlink;
using Koi.Netlink.Linux;
using Koi.Netlink.Netfilter;
using static Koi.SystemTests.Netlink.NetfilterNetwork;

namespace Koi.SystemTests.Netlink;

public sealed class NetfilterEventTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly NetfilterNetwork network = new();
    private readonly List<NetfilterEvent> seen = [];

    public void Dispose() => network.Dispose();

    [Fact]
    public void Own_changes_carry_the_sockets_port()
    {
        using var events = network.Subscribe();

        network.Make(Names);
        network.Commit(batch => ElementMessages.Add(batch, Names.Id, SetElement.OfInterface("em0", "auto")));
        network.Commit(batch => ElementMessages.Delete(batch, Names.Id, SetElement.OfInterface("em0")));
        Drain(events);

        Assert.All(seen, one => Assert.Equal(network.Socket.Port, one.Port));
        Assert.Collection(
            seen,
            one => Assert.Equal("koi", Assert.IsType<NetfilterEvent.TableAdded>(one).Table.Name),
            one => Assert.Equal(Names.Id, Assert.IsType<NetfilterEvent.SetAdded>(one).Set.Id),
            one => Assert.NotEqual(0, Assert.IsType<NetfilterEvent.Committed>(one).ProcessId),
            one => Assert.Equal(
                [SetElement.OfInterface("em0", "auto")], Assert.IsType<NetfilterEvent.ElementsAdded>(one).Elements),
            one => Assert.IsType<NetfilterEvent.Committed>(one),
            one => Assert.Equal(Names.Id, Assert.IsType<NetfilterEvent.ElementsRemoved>(one).Set),
            one => Assert.Equal(
                network.Socket.FetchGeneration(), Assert.IsType<NetfilterEvent.Committed>(one).Generation));
    }

    [Fact]
    public void Changes_of_nft_carry_another_port_and_its_name()
    {
        network.Make(Names);
        using var events = network.Subscribe();

        network.Nft("add element inet koi names { em0, em1 }");
        Drain(events);

        Assert.All(seen, one => Assert.NotEqual(network.Socket.Port, one.Port));
        Assert.Equal(
            ["em0", "em1"],
            seen.OfType<NetfilterEvent.ElementsAdded>().SelectMany(one => one.Elements)
                .Select(element => element.Key.ToInterfaceName()).Order(StringComparer.Ordinal));
        Assert.Equal("nft", Assert.IsType<NetfilterEvent.Committed>(seen[^1]).ProgramName);
    }

    [Fact]
    public void A_flushed_ruleset_tells_sets_and_tables_but_no_elements()
    {
        network.Make(Names);
        network.Commit(batch => ElementMessages.Add(
            batch, Names.Id, SetElement.OfInterface("em0"), SetElement.OfInterface("em1")));
        using var events = network.Subscribe();

        network.Nft("flush ruleset");
        Drain(events);

        Assert.Collection(
            seen,
            one => Assert.Equal(Names.Id, Assert.IsType<NetfilterEvent.SetRemoved>(one).Set),
            one => Assert.Equal("koi", Assert.IsType<NetfilterEvent.TableRemoved>(one).Name),
            one => Assert.IsType<NetfilterEvent.Committed>(one));
    }

    [Fact]
    public void A_flushed_set_tells_each_element()
    {
        network.Make(Names);
        network.Commit(batch => ElementMessages.Add(
            batch, Names.Id, SetElement.OfInterface("em0"), SetElement.OfInterface("em1")));
        using var events = network.Subscribe();

        network.Nft("flush set inet koi names");
        Drain(events);

        Assert.Equal(2, seen.OfType<NetfilterEvent.ElementsRemoved>().Sum(one => one.Elements.Length));
    }

    [Fact]
    public void Elements_that_were_there_are_not_told_and_make_no_generation()
    {
        network.Make(Names);
        network.Commit(batch => ElementMessages.Add(batch, Names.Id, SetElement.OfInterface("em0")));
        using var events = network.Subscribe();
        var generation = network.Socket.FetchGeneration();

        network.Commit(batch => ElementMessages.Add(batch, Names.Id, SetElement.OfInterface("em0")));

        Assert.Equal(EventReceipt.Timeout, events.Receive(TimeSpan.Zero, Take));
        Assert.Equal(generation, network.Socket.FetchGeneration());
    }

    [Fact]
    public void A_target_tells_sets_apart_without_decoding()
    {
        network.Make(Names, Marks);
        using var events = network.Subscribe();
        network.Commit(batch =>
        {
            ElementMessages.Add(batch, Marks.Id, SetElement.OfInterface("em0") with { Data = ElementValue.FromMark(1) });
            ElementMessages.Add(batch, Names.Id, SetElement.OfInterface("em0"));
        });

        var followed = 0;
        events.Receive(Deadline, message =>
        {
            var isOfTable = NetfilterTarget.TryRead(message, out var target);
            Assert.Equal(isOfTable, target.IsIn(TableFamily.Inet, "koi"));
            followed += isOfTable && target.Is(Names.Id) ? 1 : 0;
        });

        Assert.Equal(1, followed);
    }

    [Fact]
    public void An_overrun_is_told_and_survived()
    {
        network.Make(Names);
        using var events = network.Subscribe(receiveBuffer: 1);
        network.Commit(batch => ElementMessages.Add(
            batch, Names.Id, [.. Enumerable.Range(0, 5000).Select(number => SetElement.OfInterface($"em{number}"))]));

        Assert.Equal(EventReceipt.Overrun, events.Receive(Deadline, Take));
        Assert.Equal(EventReceipt.Timeout, events.Receive(TimeSpan.Zero, Take));
        seen.Clear();
        network.Nft("flush ruleset");
        Drain(events);

        Assert.IsType<NetfilterEvent.SetRemoved>(seen[0]);
    }

    /// <summary>Receives until the commit, whose message comes last.</summary>
    private void Drain(NetlinkEventSocket events) => Assert.Equal(EventReceipt.Events, events.Receive(Deadline, Take));

    private void Take(NetlinkMessage message) => seen.Add(NetfilterEvent.Read(message));
}

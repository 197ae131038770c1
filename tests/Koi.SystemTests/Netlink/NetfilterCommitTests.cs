using Koi.Netlink;
using Koi.Netlink.Netfilter;
using static Koi.SystemTests.Netlink.NetfilterNetwork;

namespace Koi.SystemTests.Netlink;

public sealed class NetfilterCommitTests : IDisposable
{
    private readonly NetfilterNetwork network = new();

    public NetfilterCommitTests() => network.Make(Names, Marks);

    public void Dispose() => network.Dispose();

    [Fact]
    public void A_batch_with_a_refused_message_does_nothing_and_tells_which()
    {
        var result = network.TryCommit(batch =>
        {
            ElementMessages.Add(batch, Names.Id, SetElement.OfInterface("em0"));
            ElementMessages.Delete(batch, Names.Id, SetElement.OfInterface("absent"));
            SetMessages.Delete(batch, Names.Id with { Name = "absent" });
            ElementMessages.Add(batch, Names.Id, SetElement.OfInterface("em1"));
        });

        Assert.False(result.IsCommitted);
        Assert.False(result.IsStale);
        Assert.Equal([2, 3], result.Failures.Select(failure => failure.Index));
        Assert.All(result.Failures, failure => Assert.Equal(NetlinkError.ENOENT, failure.Error.Errno));
        Assert.Empty(network.Socket.DumpElements(Names.Id)!);
    }

    [Fact]
    public void What_is_there_may_be_added_again()
    {
        for (var time = 0; time < 2; time++)
        {
            network.Make(Names, Marks);
            network.Commit(batch => ElementMessages.Add(batch, Names.Id, SetElement.OfInterface("em0")));
        }

        Assert.Single(network.Socket.DumpElements(Names.Id)!);
    }

    [Fact]
    public void A_datum_changes_by_deletion_and_addition_at_once()
    {
        network.Commit(batch => ElementMessages.Add(batch, Marks.Id, Carp(1)));
        var refused = network.TryCommit(batch => ElementMessages.Add(batch, Marks.Id, Carp(2)));
        Assert.Equal(NetlinkError.EEXIST, Assert.Single(refused.Failures).Error.Errno);

        network.Commit(batch =>
        {
            ElementMessages.Delete(batch, Marks.Id, SetElement.OfInterface("carp"));
            ElementMessages.Add(batch, Marks.Id, Carp(2));
        });

        Assert.Equal([Carp(2)], network.Socket.DumpElements(Marks.Id));
    }

    [Fact]
    public void A_batch_for_another_generation_does_nothing()
    {
        var generation = network.Socket.FetchGeneration();
        Action<MessageWriter> change = batch => ElementMessages.Add(batch, Names.Id, SetElement.OfInterface("em0"));

        Assert.True(network.TryCommit(change, generation).IsCommitted);
        Assert.NotEqual(generation, network.Socket.FetchGeneration());
        var stale = network.TryCommit(
            batch => ElementMessages.Delete(batch, Names.Id, SetElement.OfInterface("em0")), generation);

        Assert.True(stale.IsStale);
        Assert.False(stale.IsCommitted);
        Assert.Empty(stale.Failures);
        Assert.Single(network.Socket.DumpElements(Names.Id)!);
        Assert.True(network.TryCommit(change, network.Socket.FetchGeneration()).IsCommitted);
    }

    [Fact]
    public void Ten_thousand_elements_are_one_commit()
    {
        var elements = Enumerable.Range(0, 10_000)
            .Select(number => SetElement.OfInterface($"em{number}", $"comment {number}"))
            .ToArray();

        network.Commit(batch => ElementMessages.Add(batch, Names.Id, elements));
        Assert.Equal(
            elements.OrderBy(element => element.Comment, StringComparer.Ordinal),
            network.Socket.DumpElements(Names.Id)!.OrderBy(element => element.Comment, StringComparer.Ordinal));

        network.Commit(batch => ElementMessages.Delete(batch, Names.Id, elements));
        Assert.Empty(network.Socket.DumpElements(Names.Id)!);
    }

    [Fact]
    public void A_batch_of_some_megabytes_is_taken()
    {
        var comment = new string('c', 128);
        var elements = Enumerable.Range(0, 15_000)
            .Select(number => SetElement.OfInterface($"em{number}", comment))
            .ToArray();

        network.Commit(batch =>
        {
            ElementMessages.Add(batch, Names.Id, elements);
            Assert.InRange(batch.Written.Length, 2_000_000, 4_000_000);
        });

        Assert.Equal(15_000, network.Socket.DumpElements(Names.Id)!.Count);
    }

    [Fact]
    public void A_batch_with_more_errors_than_the_queue_holds_is_still_known_to_have_failed()
    {
        var result = network.TryCommit(batch =>
        {
            for (var number = 0; number < 10_000; number++)
            {
                ElementMessages.Delete(batch, Names.Id, SetElement.OfInterface($"em{number}"));
            }
        });

        Assert.False(result.IsCommitted);
        Assert.InRange(result.Failures.Length, 100, 10_000);
        network.Make(V4);
        Assert.NotEmpty(network.Socket.DumpSets(TableFamily.Inet, "koi"));
    }

    [Fact]
    public void A_batch_without_an_end_is_a_mistake()
    {
        using var batch = new MessageWriter();
        NetfilterBatch.Begin(batch);
        TableMessages.Add(batch, Table);

        Assert.Throws<ArgumentException>(() => network.Socket.Commit(batch, "test"));
    }

    [Fact]
    public void Traces_name_messages_and_answers()
    {
        var lines = new List<string>();
        using var traced = network.Open(lines.Add);
        using var batch = new MessageWriter();
        NetfilterBatch.Begin(batch);
        TableMessages.Add(batch, Table);
        NetfilterBatch.End(batch);

        Assert.True(traced.Commit(batch, "add table").IsCommitted);

        Assert.Equal(
            [
                "> NFNL_MSG_BATCH_BEGIN seq 1 flags 0x1 length 4",
                "> NFT_MSG_NEWTABLE seq 2 flags 0x5 length 20 1:4 2:4",
                "> NFNL_MSG_BATCH_END seq 3 flags 0x5 length 4",
                "< NLMSG_ERROR seq 2 flags 0x100 errno 0",
            ],
            lines.Take(4));
    }

    private static SetElement Carp(uint mark) =>
        SetElement.OfInterface("carp") with { Data = ElementValue.FromMark(mark) };
}

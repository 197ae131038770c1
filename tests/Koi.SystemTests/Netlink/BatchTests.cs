using Koi.Netlink;
using Koi.Netlink.Linux;
using Koi.Netlink.Xfrm;

namespace Koi.SystemTests.Netlink;

public sealed class BatchTests : IDisposable
{
    private const int Count = 10_000;

    private readonly NetworkNamespace network = TestNetwork.Create();
    private readonly XfrmSocket xfrm;
    private readonly MessageWriter writer = new();

    public BatchTests() => xfrm = network.Run(() => XfrmSocket.Open());

    public void Dispose()
    {
        writer.Dispose();
        xfrm.Dispose();
        network.Dispose();
    }

    [Fact]
    public void Errors_of_a_batch_are_told_of_the_messages_that_made_them()
    {
        var invalid = Samples.Policy(5000);
        for (var number = 0; number < Count; number++)
        {
            var policy = number switch
            {
                0 => invalid with { Templates = [invalid.Templates[0] with { IsOptional = true }] },
                6000 => Samples.Policy(1),
                Count - 1 => Samples.Policy(2),
                _ => Samples.Policy(number),
            };
            XfrmRequests.AddPolicy(writer, policy);
        }

        var failures = xfrm.ApplyBatch(writer, "add policies");

        Assert.Equal([0, 6000, Count - 1], failures.Select(failure => failure.Index));
        Assert.Equal(
            [NetlinkError.EINVAL, NetlinkError.EEXIST, NetlinkError.EEXIST], failures.Select(failure => failure.Error.Errno));
        Assert.NotNull(failures[0].Error.Text);
        Assert.Equal(Count - 3, xfrm.DumpPolicies().Count);
        Assert.Equal(0, writer.MessageCount);
    }

    [Fact]
    public void A_batch_of_nothing_but_errors_loses_none()
    {
        for (var number = 0; number < 1000; number++)
        {
            XfrmRequests.DeletePolicy(writer, Samples.Policy(number).Id);
        }

        var failures = xfrm.ApplyBatch(writer, "delete policies");

        Assert.Equal(Enumerable.Range(0, 1000), failures.Select(failure => failure.Index));
        Assert.All(failures, failure => Assert.Equal(NetlinkError.ENOENT, failure.Error.Errno));
    }

    [Fact]
    public void An_empty_batch_does_nothing() => Assert.Empty(xfrm.ApplyBatch(writer, "nothing"));

    [Fact]
    public void Replies_within_a_batch_are_handed_on()
    {
        foreach (var number in Enumerable.Range(0, 300))
        {
            XfrmRequests.AddPolicy(writer, Samples.Policy(number));
        }

        Assert.Empty(xfrm.ApplyBatch(writer, "add policies"));
        foreach (var number in Enumerable.Range(0, 301))
        {
            XfrmRequests.GetPolicy(writer, Samples.Policy(number).Id);
        }

        var found = 0;
        var failures = xfrm.ApplyBatch(
            writer, "get policies", message => found += XfrmDecoder.TryReadPolicy(message, out _) ? 1 : 0);

        Assert.Equal(300, found);
        Assert.Equal(300, Assert.Single(failures).Index);
    }

    [Fact]
    public void A_dump_is_whole_while_another_thread_changes_the_table()
    {
        for (var number = 0; number < 3000; number++)
        {
            XfrmRequests.AddPolicy(writer, Samples.Policy(number));
        }

        Assert.Empty(xfrm.ApplyBatch(writer, "add policies"));
        using var stopping = new CancellationTokenSource();
        var changes = new Thread(() => ChangeUntil(stopping.Token));
        changes.Start();

        // The upper thousand comes and goes; the others must be there once each, whatever happens around them.
        foreach (var _ in Enumerable.Range(0, 20))
        {
            var steady = xfrm.DumpPolicies().Count(policy => policy.Priority == 1000);
            Assert.Equal(3000, steady);
        }

        stopping.Cancel();
        changes.Join();
    }

    private void ChangeUntil(CancellationToken stopping)
    {
        using var other = network.Run(() => XfrmSocket.Open());
        using var requests = new MessageWriter();
        while (!stopping.IsCancellationRequested)
        {
            for (var number = 3000; number < 3100; number++)
            {
                XfrmRequests.AddPolicy(requests, Samples.Policy(number) with { Priority = 5 });
            }

            other.ApplyBatch(requests, "add policies");
            for (var number = 3000; number < 3100; number++)
            {
                XfrmRequests.DeletePolicy(requests, Samples.Policy(number).Id);
            }

            other.ApplyBatch(requests, "delete policies");
        }
    }
}

using Koi.Netlink;
using Koi.Netlink.Linux;
using Koi.Netlink.Xfrm;

namespace Koi.SystemTests.Netlink;

public sealed class EventTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly NetworkNamespace network = TestNetwork.Create();
    private readonly XfrmSocket xfrm;
    private readonly MessageWriter writer = new();
    private readonly List<XfrmEvent> seen = [];

    public EventTests() => xfrm = network.Run(() => XfrmSocket.Open());

    public void Dispose()
    {
        writer.Dispose();
        xfrm.Dispose();
        network.Dispose();
    }

    [Fact]
    public void Changes_of_policies_are_told_in_order()
    {
        using var events = Subscribe(XfrmGroup.Policy);
        var policy = Samples.Policy(1) with { Mark = new XfrmMark(3, 3) };

        Do("add policy", () => XfrmRequests.AddPolicy(writer, policy));
        Do("update policy", () => XfrmRequests.UpdatePolicy(writer, policy with { Priority = 1 }));
        Do("delete policy", () => XfrmRequests.DeletePolicy(writer, policy.Id));
        Do("add policy", () => XfrmRequests.AddPolicy(writer, policy));
        Do("flush policies", () => XfrmRequests.FlushPolicies(writer));
        Assert.Equal(EventReceipt.Events, events.Receive(Deadline, Take));

        Assert.Collection(
            seen,
            one => Assert.Equal(policy.Selector, Assert.IsType<XfrmEvent.PolicyAdded>(one).Policy.Selector),
            one => Assert.Equal(1u, Assert.IsType<XfrmEvent.PolicyUpdated>(one).Policy.Priority),
            one => Assert.Equal(policy.Mark, Assert.IsType<XfrmEvent.PolicyDeleted>(one).Policy.Mark),
            one => Assert.IsType<XfrmEvent.PolicyAdded>(one),
            one => Assert.Equal(0, Assert.IsType<XfrmEvent.PolicyFlushed>(one).PolicyType));
    }

    [Fact]
    public void A_policy_that_expires_is_told()
    {
        using var events = Subscribe(XfrmGroup.Expire);
        var brief = LifetimeLimits.Unlimited with { HardAddSeconds = 1 };

        Do("add policy", () => XfrmRequests.AddPolicy(writer, Samples.Policy(1) with { Limits = brief }));
        Assert.Equal(EventReceipt.Events, events.Receive(Deadline, Take));

        var expired = Assert.IsType<XfrmEvent.PolicyExpired>(Assert.Single(seen));
        Assert.True(expired.IsHard);
        Assert.Equal(Samples.Policy(1).Selector, expired.Policy.Selector);
    }

    [Fact]
    public void Flushing_SAs_is_one_event()
    {
        using var events = Subscribe(XfrmGroup.Sa);
        xfrm.AllocateSpi(new SecurityAssociation
        {
            Id = new SaId(Samples.Address("192.0.2.1"), 0, XfrmProtocol.Esp),
            Source = Samples.Address("198.51.100.1"),
            Mode = XfrmMode.Tunnel,
            Selector = Selector.AnyOf(default),
        });

        xfrm.FlushSas(XfrmProtocol.Esp);
        Assert.Equal(EventReceipt.Events, events.Receive(Deadline, Take));

        Assert.Equal(XfrmProtocol.Esp, Assert.IsType<XfrmEvent.SaFlushed>(Assert.Single(seen)).Protocol);
    }

    [Fact]
    public void An_overrun_is_told_and_survived()
    {
        using var events = network.Run(() => XfrmSocket.Subscribe([XfrmGroup.Policy], receiveBuffer: 1));
        for (var number = 0; number < 100; number++)
        {
            XfrmRequests.AddPolicy(writer, Samples.Policy(number));
        }

        Assert.Empty(xfrm.ApplyBatch(writer, "add policies"));

        Assert.Equal(EventReceipt.Overrun, events.Receive(Deadline, Take));
        // A dump made now is newer than all that was queued.
        Assert.Equal(EventReceipt.Timeout, events.Receive(TimeSpan.Zero, Take));
        Assert.InRange(seen.Count, 1, 99);
        seen.Clear();
        Do("add policy", () => XfrmRequests.AddPolicy(writer, Samples.Policy(100)));
        Assert.Equal(EventReceipt.Events, events.Receive(Deadline, Take));
        Assert.IsType<XfrmEvent.PolicyAdded>(Assert.Single(seen));
    }

    [Fact]
    public async Task An_overrun_is_told_to_who_waits_without_a_thread()
    {
        using var events = network.Run(() => XfrmSocket.Subscribe([XfrmGroup.Policy], receiveBuffer: 1));
        for (var number = 0; number < 100; number++)
        {
            XfrmRequests.AddPolicy(writer, Samples.Policy(number));
        }

        Assert.Empty(xfrm.ApplyBatch(writer, "add policies"));

        var receipts = new List<EventReceipt>();
        while (!receipts.Contains(EventReceipt.Overrun))
        {
            receipts.Add(await events.ReceiveAsync(Take, TestContext.Current.CancellationToken));
        }

        Assert.Equal(EventReceipt.Timeout, events.Receive(TimeSpan.Zero, Take));
        seen.Clear();
        var waiting = events.ReceiveAsync(Take, TestContext.Current.CancellationToken);
        Do("add policy", () => XfrmRequests.AddPolicy(writer, Samples.Policy(100)));
        Assert.Equal(EventReceipt.Events, await waiting);
        Assert.IsType<XfrmEvent.PolicyAdded>(Assert.Single(seen));
    }

    [Fact]
    public async Task Waiting_without_a_thread_ends_with_the_event_or_the_cancellation()
    {
        using var events = Subscribe(XfrmGroup.Policy);
        using var stopping = new CancellationTokenSource();

        var waiting = events.ReceiveAsync(Take, stopping.Token);
        Assert.False(waiting.IsCompleted);
        Do("add policy", () => XfrmRequests.AddPolicy(writer, Samples.Policy(1)));
        Assert.Equal(EventReceipt.Events, await waiting);
        Assert.IsType<XfrmEvent.PolicyAdded>(Assert.Single(seen));

        var cancelled = events.ReceiveAsync(Take, stopping.Token);
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
    }

    [Fact]
    public void Nothing_in_time_is_a_timeout()
    {
        using var events = Subscribe(XfrmGroup.Policy);

        Assert.Equal(EventReceipt.Timeout, events.Receive(TimeSpan.FromMilliseconds(1), Take));
    }

    [Fact]
    public void A_group_that_does_not_exist_is_refused() =>
        Assert.Equal(NetlinkError.EINVAL, Assert.Throws<LinuxException>(() => Subscribe(77)).Errno);

    [Fact]
    public void Traces_name_messages_and_attributes()
    {
        var lines = new List<string>();
        using var traced = network.Run(() => XfrmSocket.Open(lines.Add));

        XfrmRequests.AddPolicy(writer, Samples.Policy(1));
        traced.Execute(writer, "add policy");

        Assert.Equal(["> XFRM_MSG_NEWPOLICY seq 1 flags 0x605 length 236 5:64", "< NLMSG_ERROR seq 1 flags 0x100 errno 0"], lines);
    }

    private NetlinkEventSocket Subscribe(uint group) => network.Run(() => XfrmSocket.Subscribe([group]));

    private void Do(string operation, Action write)
    {
        write();
        xfrm.Execute(writer, operation);
    }

    private void Take(NetlinkMessage message) => seen.Add(XfrmEventDecoder.Read(message));
}

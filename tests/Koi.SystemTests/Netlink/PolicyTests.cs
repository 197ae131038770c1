using Koi.Netlink;
using Koi.Netlink.Linux;
using Koi.Netlink.Xfrm;

namespace Koi.SystemTests.Netlink;

public sealed class PolicyTests : IDisposable
{
    private readonly NetworkNamespace network = TestNetwork.Create();
    private readonly XfrmSocket xfrm;
    private readonly MessageWriter writer = new();

    public PolicyTests() => xfrm = network.Run(() => XfrmSocket.Open());

    public void Dispose()
    {
        writer.Dispose();
        xfrm.Dispose();
        network.Dispose();
    }

    [Fact]
    public void A_policy_added_is_dumped_as_it_was_sent()
    {
        var policy = Samples.Policy(1) with { Mark = new XfrmMark(5, 0xff), InterfaceId = 9, PolicyType = 0 };

        XfrmRequests.AddPolicy(writer, policy);
        xfrm.Execute(writer, "add policy");

        var dumped = Assert.Single(xfrm.DumpPolicies());
        Assert.Equal(policy.Templates.AsEnumerable(), dumped.Templates.AsEnumerable());
        Assert.Equal(policy.Id, dumped.Id);
        Assert.Equal(policy.Priority, dumped.Priority);
        Assert.Equal(policy.Limits, dumped.Limits);
        Assert.NotEqual(0u, dumped.Index);
        Assert.False(dumped.IsSocketPolicy);
    }

    [Fact]
    public void Adding_a_policy_again_fails_and_updating_it_does_not()
    {
        XfrmRequests.AddPolicy(writer, Samples.Policy(1));
        xfrm.Execute(writer, "add policy");

        XfrmRequests.AddPolicy(writer, Samples.Policy(1) with { Priority = 5 });
        var refusal = Assert.Throws<NetlinkException>(() => xfrm.Execute(writer, "add policy"));
        Assert.Equal(NetlinkError.EEXIST, refusal.Errno);
        Assert.Equal("add policy: File exists", refusal.Message);

        XfrmRequests.UpdatePolicy(writer, Samples.Policy(1) with { Priority = 5 });
        xfrm.Execute(writer, "update policy");
        Assert.Equal(5u, Assert.Single(xfrm.DumpPolicies()).Priority);
    }

    [Fact]
    public void A_policy_is_found_by_its_identity_until_it_is_deleted()
    {
        var policy = Samples.Policy(3) with { Mark = new XfrmMark(1, 1) };
        XfrmRequests.AddPolicy(writer, policy);
        xfrm.Execute(writer, "add policy");
        Assert.NotNull(xfrm.FindPolicy(policy.Id));
        Assert.Null(xfrm.FindPolicy(policy.Id with { Mark = null }));

        XfrmRequests.DeletePolicy(writer, policy.Id);
        xfrm.Execute(writer, "delete policy");

        Assert.Null(xfrm.FindPolicy(policy.Id));
    }

    [Fact]
    public void Flushing_an_empty_database_is_no_failure()
    {
        xfrm.FlushPolicies();
        xfrm.FlushSas();

        Assert.Empty(xfrm.DumpPolicies());
        Assert.Empty(xfrm.DumpSas());
    }

    [Fact]
    public void The_kernels_explanation_is_kept()
    {
        var policy = Samples.Policy(1);
        var optional = policy.Templates[0] with { IsOptional = true };

        XfrmRequests.AddPolicy(writer, policy with { Templates = [optional] });
        var refusal = Assert.Throws<NetlinkException>(() => xfrm.Execute(writer, "add policy"));

        Assert.Equal("Mode in optional template not allowed in outbound policy", refusal.Error.Text);
        Assert.Contains("Invalid argument (Mode in optional", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_spi_is_allocated_within_its_range_and_its_larval_SA_is_dumped()
    {
        var wanted = new SecurityAssociation
        {
            Id = new SaId(Samples.Address("192.0.2.1"), 0, XfrmProtocol.Esp),
            Source = Samples.Address("198.51.100.1"),
            Mode = XfrmMode.Tunnel,
            Selector = Selector.AnyOf(Samples.Address("192.0.2.1")),
            RequestId = 11,
        };

        var larval = xfrm.AllocateSpi(wanted, 0x1000, 0x1fff);

        Assert.InRange(larval.Id.Spi, 0x1000u, 0x1fffu);
        Assert.Equal(11u, larval.RequestId);
        Assert.True(larval.IsKernelMade);
        Assert.Equal(larval.Id, Assert.Single(xfrm.DumpSas(XfrmProtocol.Esp)).Id);
        Assert.Empty(xfrm.DumpSas(XfrmProtocol.Ah));
        Assert.Equal(1u, xfrm.ReadSadStatus().Count);
        Assert.NotNull(xfrm.FindSa(larval.Id));
    }

    [Fact]
    public void The_databases_tell_their_sizes_and_the_default_policy()
    {
        XfrmRequests.AddPolicy(writer, Samples.Policy(1));
        xfrm.Execute(writer, "add policy");
        XfrmRequests.SetDefaultPolicy(writer, new(DefaultAction.Accept, DefaultAction.Block, DefaultAction.Accept));
        xfrm.Execute(writer, "set default policy");

        Assert.Equal((0u, 1u, 0u), (xfrm.ReadSpdStatus().In, xfrm.ReadSpdStatus().Out, xfrm.ReadSpdStatus().Forward));
        Assert.Equal(new(DefaultAction.Accept, DefaultAction.Block, DefaultAction.Accept), xfrm.ReadDefaultPolicy());
    }
}

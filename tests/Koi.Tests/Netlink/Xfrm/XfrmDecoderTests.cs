using Koi.Netlink;
using Koi.Netlink.Xfrm;

namespace Koi.Tests.Netlink.Xfrm;

public sealed class XfrmDecoderTests
{
    [Fact]
    public void A_larval_SA_is_read_as_the_kernel_sent_it()
    {
        var sa = Decoding.One<SecurityAssociation>(Hex.Golden("sa-larval"), XfrmDecoder.TryReadSa);

        Assert.Equal(new SaId(Text.Address("198.51.100.1"), 0x1dd4, XfrmProtocol.Esp), sa.Id);
        Assert.Equal(("192.0.2.1", XfrmMode.Tunnel, 7u), ($"{sa.Source}", sa.Mode, sa.RequestId));
        Assert.Equal(Text.Prefix("192.0.2.1/32"), sa.Selector.Source);
        Assert.Equal(new ReplayState(0, 0, 0), sa.Replay);
        Assert.True(sa.IsKernelMade);
    }

    [Fact]
    public void A_policy_with_two_templates_is_read_as_the_kernel_sent_it()
    {
        var policy = Decoding.One<SecurityPolicy>(Hex.Golden("policy-two-templates"), XfrmDecoder.TryReadPolicy);

        Assert.Equal("2001:db8:1::/48", policy.Selector.Source.ToString());
        Assert.Equal(PolicyDirection.In, policy.Direction);
        Assert.Equal(
            [(XfrmProtocol.Esp, XfrmMode.Tunnel, 3u, false), (XfrmProtocol.Comp, XfrmMode.Transport, 0u, true)],
            policy.Templates.Select(one => (one.Protocol, one.Mode, one.RequestId, one.IsOptional)));
        Assert.Equal(LifetimeLimits.Unlimited, policy.Limits);
        Assert.False(policy.IsSocketPolicy);
    }

    [Fact]
    public void Database_sizes_and_the_default_policy_are_read()
    {
        var status = Decoding.One<SpdStatus>(Hex.Golden("spd-status"), XfrmDecoder.TryReadSpdStatus);
        var policy = Decoding.One<DefaultPolicy>(Hex.Golden("default-policy"), XfrmDecoder.TryReadDefaultPolicy);

        Assert.Equal((0u, 0u), (status.In, status.Out));
        Assert.NotEqual(0u, status.HashBuckets);
        Assert.Equal(new(DefaultAction.Accept, DefaultAction.Block, DefaultAction.Accept), policy);
    }

    [Fact]
    public void An_SA_keeps_the_truncation_when_the_kernel_sends_both_forms_of_its_authentication()
    {
        using var writer = new MessageWriter();
        XfrmRequests.AddSa(writer, Samples.Tunnel);
        var name = writer.Attribute(XfrmHeader.XFRMA_ALG_AUTH, XfrmHeader.AlgorithmSize);
        "hmac(sha256)"u8.CopyTo(name);

        var sa = Decoding.One<SecurityAssociation>(writer.Written, XfrmDecoder.TryReadSa);

        Assert.Equal(Samples.Tunnel.Authentication, sa.Authentication);
    }

    [Fact]
    public void A_message_that_is_cut_anywhere_is_not_read()
    {
        using var writer = new MessageWriter();
        XfrmRequests.AddSa(writer, Samples.Tunnel);
        var whole = writer.Written.ToArray();
        for (var length = NetlinkHeader.NLMSG_HDRLEN; length < whole.Length; length++)
        {
            var cut = whole.AsSpan(0, length).ToArray();
            cut.AsSpan().PutHost32(0, (uint)length);
            foreach (var sa in Decoding.All<SecurityAssociation>(cut, XfrmDecoder.TryReadSa))
            {
                // Only a cut between two attributes leaves a message that is well formed.
                Assert.True(sa.Authentication is null || sa.Encapsulation is null);
                Assert.Equal(0, length % 4);
            }
        }
    }
}

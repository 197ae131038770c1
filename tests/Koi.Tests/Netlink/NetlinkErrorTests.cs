using Koi.Netlink;

namespace Koi.Tests.Netlink;

public sealed class NetlinkErrorTests
{
    [Fact]
    public void The_kernels_explanation_follows_the_repeated_request()
    {
        var error = Decoding.One<NetlinkError>(Hex.Golden("error-extended"), NetlinkError.TryRead);

        Assert.Equal(NetlinkError.EINVAL, error.Errno);
        Assert.Equal("Mode in optional template not allowed in outbound policy", error.Text);
        Assert.Equal("Invalid argument (Mode in optional template not allowed in outbound policy)", error.ToString());
    }

    [Fact]
    public void The_explanation_follows_the_header_alone_when_the_request_is_not_repeated()
    {
        var error = Decoding.One<NetlinkError>(
            Hex.Bytes(
                """
                34 00 00 00  02 00 00 03  00 x8     # NLMSG_ERROR, NLM_F_CAPPED | NLM_F_ACK_TLVS
                ea ff ff ff                         # -EINVAL
                ff 00 00 00  10 00 05 00  00 x8     # the request's header
                07 00 01 00  6e 6f 00 00            # NLMSGERR_ATTR_MSG
                08 00 02 00  24 00 00 00            # NLMSGERR_ATTR_OFFS
                """),
            NetlinkError.TryRead);

        Assert.Equal(new NetlinkError(NetlinkError.EINVAL, "no", 36), error);
    }

    [Fact]
    public void The_end_of_a_dump_may_carry_an_error()
    {
        var error = Decoding.One<NetlinkError>(
            Hex.Bytes("14 00 00 00  03 00 02 00  00 x8  f0 ff ff ff"), NetlinkError.TryRead);

        Assert.Equal(NetlinkError.EBUSY, error.Errno);
    }

    [Fact]
    public void An_exception_says_what_was_being_done_and_why_it_failed() => Assert.Equal(
        "add policy: File exists (because)",
        new NetlinkException("add policy", new NetlinkError(NetlinkError.EEXIST, "because"), 1).Message);
}

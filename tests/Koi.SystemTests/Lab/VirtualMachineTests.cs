using Koi.Lab;

namespace Koi.SystemTests.Lab;

/// <summary>lab/vm behaves like the command it runs.</summary>
[Trait("Kernel", "host")]
public sealed class VirtualMachineTests
{
    [Fact]
    public void The_commands_streams_and_status_come_back()
    {
        var result = ProgramResult.Of(
            Checkout.VirtualMachine, "-t", "120", "-m", "bonding",
            "grep -o ^bonding /proc/modules; pwd; echo complaint >&2; cat; exit 7");

        Assert.Equal((7, $"bonding\n{Environment.CurrentDirectory}\n"), (result.ExitCode, result.Output));
        Assert.EndsWith("complaint\n", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void The_kernel_has_what_Koi_needs()
    {
        var result = ProgramResult.Of(Checkout.VirtualMachine, "-t", "120",
            """
            set -e
            sa='ip xfrm state add src 192.0.2.1 dst 192.0.2.2 spi 0x100 mode tunnel'
            $sa proto ah auth 'hmac(sha256)' 0x01
            $sa proto esp auth 'hmac(sha256)' 0x01 enc 'cbc(aes)' 0x000102030405060708090a0b0c0d0e0f
            ip link add bond0 type bond
            ip link add xfrm0 type xfrm if_id 1
            nft add table netdev koi
            """);

        Assert.True(result.Succeeded, result.ToString());
    }

    [Fact]
    public void A_command_that_takes_too_long_ends_with_124()
    {
        var result = ProgramResult.Of(Checkout.VirtualMachine, "-t", "2", "sleep 1000");

        Assert.Equal(124, result.ExitCode);
        Assert.EndsWith("lab/vm: ended after the time limit of 2 s\n", result.Errors, StringComparison.Ordinal);
    }
}

using Koi.Lab;
using Koi.SystemTests.Lab;

namespace Koi.SystemTests.Ipsecctl;

/// <summary><c>ike</c> rules go to isakmpd's FIFO, or the file is not loaded at all.</summary>
public sealed class FifoTests : IDisposable
{
    private const string File = "/etc/koi/ipsec.conf";
    private const string FifoPath = "/run/isakmpd.fifo";
    private const string Flow = "flow from 10.1.0.0/16 to 10.2.0.0/16 type deny\n";
    private const string Ike = "ike from 10.3.0.0/16 to 10.4.0.0/16 peer 192.0.2.2 psk \"correct horse\"\n";

    private readonly Network network = LabNetwork.Create();
    private readonly Host host;

    public FifoTests()
    {
        host = network.AddHost("gateway");
        host.WriteFile(File, Flow + Ike);
    }

    public void Dispose() => network.Dispose();

    [Fact]
    public void Without_a_FIFO_nothing_is_loaded()
    {
        var result = Ipsecctl("-f", File);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"{File}:2:1: error: ike rules need a daemon", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("horse", result.Errors, StringComparison.Ordinal);
        Assert.Equal("", Ipsecctl("-s", "flow").Output);
    }

    [Theory]
    [InlineData(File, "ike_ipsec_establish: /etc/koi/ipsec.conf not a fifo")]
    [InlineData("/run/no-such-fifo", "ike_ipsec_establish: open(/run/no-such-fifo): No such file or directory")]
    public void What_is_no_FIFO_is_refused_before_anything_is_loaded(string path, string message)
    {
        var result = Ipsecctl("-i", path, "-f", File);

        Assert.Equal((1, $"ipsecctl: {message}\n"), (result.ExitCode, result.Errors));
        Assert.Equal("", Ipsecctl("-s", "flow").Output);
    }

    [Fact]
    public void The_daemon_reads_the_rules_and_the_secret_is_shown_to_it_alone()
    {
        host.Run("mkfifo", FifoPath).Check();
        using var daemon = host.Start("cat", FifoPath);

        var result = Ipsecctl("-v", "-i", FifoPath, "-f", File).Check();

        daemon.WaitForLine("C set [peer-192.0.2.2]:Authentication=correct horse force");
        daemon.WaitForLine("C add [Phase 2]:Connections=from-10.3.0.0/16-to-10.4.0.0/16");
        Assert.DoesNotContain("horse", result.Output + result.Errors, StringComparison.Ordinal);
        Assert.Contains("type deny", Ipsecctl("-s", "flow").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_isakmpd_cannot_do_is_refused_before_anything_is_loaded()
    {
        host.Run("mkfifo", FifoPath).Check();
        host.WriteFile(File, Flow + "ike from 10.3.0.0/16 to 10.4.0.0/16 quick enc chacha20-poly1305\n");

        var result = Ipsecctl("-i", FifoPath, "-f", File);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("illegal transform chacha20-poly1305", result.Errors, StringComparison.Ordinal);
        Assert.Equal("", Ipsecctl("-s", "flow").Output);
    }

    private ProgramResult Ipsecctl(params ReadOnlySpan<string> arguments) => host.Run(Checkout.Koi, ["ipsecctl", .. arguments]);
}

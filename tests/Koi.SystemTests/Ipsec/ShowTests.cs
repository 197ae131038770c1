using System.Diagnostics;
using Koi.Ipsec;
using Koi.Ipsec.Linux;
using Koi.Ipsec.Show;
using Koi.Netlink.Linux;

namespace Koi.SystemTests.Ipsec;

/// <summary>What ip(8) set is what -s and -m print.</summary>
public sealed class ShowTests : IDisposable
{
    private static readonly ShowOptions Options = new(Dialect.Current, new IpsecNames(() => null, () => null));

    private readonly NetworkNamespace network = NetworkNamespace.Create();

    public void Dispose() => network.Dispose();

    [Fact]
    public void Policies_of_ip_are_shown_as_flows()
    {
        Ip("xfrm policy add src 10.1.0.0/24 dst 10.2.0.0/24 dir out priority 100 "
            + "tmpl src 192.0.2.1 dst 192.0.2.2 proto esp mode tunnel");
        Ip("xfrm policy add src 10.2.0.0/24 dst 10.1.0.0/24 dir in priority 100 "
            + "tmpl src 192.0.2.2 dst 192.0.2.1 proto esp mode tunnel level use");
        Ip("xfrm policy add src 10.2.0.0/24 dst 10.1.0.0/24 dir fwd priority 100 "
            + "tmpl src 192.0.2.2 dst 192.0.2.1 proto esp mode tunnel level use");
        Ip("xfrm policy add src 2001:db8::1/128 dst 2001:db8::2/128 proto tcp dport 22 dir out "
            + "tmpl src :: dst :: proto ah mode transport");
        Ip("xfrm policy add src 10.1.0.0/24 dst 10.9.0.0/24 dir out");
        Ip("xfrm policy add src 10.1.0.0/24 dst 10.8.0.0/24 dir out action block");

        var printed = Show(ShowModifier.Flow);

        Assert.Equal(
            """
            flow ah out proto tcp from 2001:db8::1 to 2001:db8::2 port ssh peer 2001:db8::2 type require
            flow esp in from 10.2.0.0/24 to 10.1.0.0/24 local 192.0.2.1 peer 192.0.2.2 type use
            flow esp out from 10.1.0.0/24 to 10.2.0.0/24 local 192.0.2.1 peer 192.0.2.2 type require
            flow esp out from 10.1.0.0/24 to 10.8.0.0/24 type deny
            flow esp out from 10.1.0.0/24 to 10.9.0.0/24 type bypass
            """,
            string.Join('\n', printed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task What_changes_is_monitored_until_it_is_cancelled()
    {
        using var monitor = network.Run(() => XfrmMonitor.Open());
        using var output = new StringWriter();
        using var stopping = new CancellationTokenSource();
        var printer = new MonitorPrinter(Options);
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = monitor.RunAsync(
            message =>
            {
                var text = printer.Print(message);
                if (text.StartsWith("sadb_delflow", StringComparison.Ordinal))
                {
                    arrived.TrySetResult();
                }

                return text;
            },
            MonitorPrinter.Lost,
            output,
            stopping.Token);

        Ip("xfrm policy add src 10.1.0.0/24 dst 10.9.0.0/24 dir out");
        Ip("xfrm policy flush");
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        await stopping.CancelAsync();
        await running;

        Assert.Contains("flow_type: type bypass direction out", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("sadb_delflow: satype unspec vers 2", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Kernel", "full")]
    public void States_of_ip_are_shown_as_sas_with_keys_when_asked_for()
    {
        Ip("xfrm state add src 192.0.2.1 dst 192.0.2.2 proto esp spi 0x2002 mode tunnel aead rfc4106(gcm(aes)) "
            + "0x000102030405060708090a0b0c0d0e0f10111213 128");
        Ip("xfrm state add src 192.0.2.2 dst 192.0.2.1 proto esp spi 0x1001 mode transport encap espinudp 4500 1024 0.0.0.0 "
            + "auth-trunc hmac(sha256) 0x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff 128 "
            + "enc cbc(aes) 0x000102030405060708090a0b0c0d0e0f1011121314151617");

        Assert.Equal(
            """
            esp transport from 192.0.2.2 to 192.0.2.1 spi 0x00001001 udpencap port 1024 auth hmac-sha2-256 enc aes-192
            esp tunnel from 192.0.2.1 to 192.0.2.2 spi 0x00002002 enc aes-128-gcm

            """,
            Show(ShowModifier.Sa));
        Assert.Contains(
            "enc aes-128-gcm \\\n\tenckey 0x000102030405060708090a0b0c0d0e0f10111213\n",
            Show(ShowModifier.Sa, Options with { ShowKeys = true }),
            StringComparison.Ordinal);
    }

    private string Show(ShowModifier modifier, ShowOptions? options = null)
    {
        using var socket = network.Run(() => XfrmSocket.Open());
        var state = KernelState.Fetch(
            socket, modifier, Options.Dialect, options is { ShowKeys: true } ? KeyHandling.Keep : KeyHandling.Zero);
        return new ShowPrinter(options ?? Options).Print(modifier, state.Flows, state.Sas);
    }

    private void Ip(string arguments) => network.Run(() =>
    {
        using var ip = Process.Start("ip", arguments);
        ip.WaitForExit();
        Assert.True(ip.ExitCode == 0, arguments);
    });
}

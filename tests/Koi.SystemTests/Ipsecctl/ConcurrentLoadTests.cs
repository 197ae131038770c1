using Koi.Lab;
using Koi.SystemTests.Lab;

namespace Koi.SystemTests.Ipsecctl;

/// <summary>The worst moments: another run at the same time, and an end in the middle.</summary>
public sealed class ConcurrentLoadTests : IDisposable
{
    private const string File = "/etc/koi/ipsec.conf";
    private const int Flows = 3000;

    private readonly Network network = LabNetwork.Create();
    private readonly Host host;

    public ConcurrentLoadTests()
    {
        host = network.AddHost("gateway");
        host.WriteFile(File, string.Concat(Enumerable.Range(0, Flows)
            .Select(i => $"flow out from 10.{i >> 8}.{i & 255}.0/24 to 172.16.0.0/12 local 192.0.2.1 peer 192.0.2.2\n")));
    }

    public void Dispose() => network.Dispose();

    [Fact]
    public void Two_runs_at_once_both_succeed_and_all_is_loaded()
    {
        var both = host.Run("sh", "-c", $"{Checkout.Koi} ipsecctl -f {File} & {Checkout.Koi} ipsecctl -f {File}; first=$?; wait $! && exit $first");

        Assert.Equal((0, ""), (both.ExitCode, both.Errors));
        Assert.Equal(Flows, Loaded());
    }

    [Fact]
    public void A_run_that_is_killed_in_the_middle_is_completed_by_the_next()
    {
        // It is ended at the monitor's first line, when most policies are not there yet; on a busy machine that may come too late.
        var tries = 0;
        do
        {
            host.Run(Checkout.Koi, "ipsecctl", "-F").Check();
            host.Run("sh", "-c",
                $"(ip xfrm monitor policy & echo $!) | (read monitor; {Checkout.Koi} ipsecctl -f {File} & koi=$!; read line; kill -9 $koi; kill $monitor)");
        }
        while (Loaded() is 0 or Flows && ++tries < 20);
        Assert.InRange(Loaded(), 1, Flows - 1);

        host.Run(Checkout.Koi, "ipsecctl", "-f", File).Check();

        Assert.Equal(Flows, Loaded());
    }

    private int Loaded() => host.Run(Checkout.Koi, "ipsecctl", "-s", "flow").Check().Output.Count(c => c == '\n');
}

using System.Globalization;
using Koi.Lab.Carp;
using Koi.Lab.Carp.Peers;

namespace Koi.SystemTests.Carp;

/// <summary>A backup whose wire is pulled again and again never says a word in the address's name.</summary>
[Collection(nameof(Alone))]
public sealed class CarpSilenceTests : IDisposable
{
    private const double OneProbe = 6;

    private readonly GatewaySegment set = new(Pace.KoiFast);

    /// <summary>How often: KOI_FLAPS, for long runs.</summary>
    private static int Many => int.TryParse(Environment.GetEnvironmentVariable("KOI_FLAPS"), CultureInfo.InvariantCulture, out var many) ? many : 100;

    public void Dispose() => set.Dispose();

    [Fact]
    public void A_backup_that_loses_its_wire_stays_silent()
    {
        foreach (var gateway in set.Gateways)
        {
            gateway.Declare($"inet {Segment.Virtual} inet6 {Segment.VirtualV6}");
        }

        set.Start();
        var backup = set.Segment.Sites[1];
        using var capture = backup.Host.Capture(Segment.Card, "outbound");
        using var injector = new Injector(set.Segment.Rack, backup.Port.Name);

        for (var flap = 0; flap < Many; flap++)
        {
            backup.Unplug();
            Questions.Ask(injector);
            Thread.Sleep(5);
            backup.Plug();
            for (var question = 0; question < 5; question++)
            {
                Questions.Ask(injector);
                Thread.Sleep(2);
            }
        }

        set.Gateways[1].WaitForLine("INIT -> BACKUP (up)");
        backup.Host.Run("ping", "-c1", "-w5", Segment.Virtual).Check();
        capture.WaitFor(frame => frame.IpProtocol == 1 && frame.IsFrom(backup.Address));
        Assert.DoesNotContain(capture.Frames, Questions.AreAnsweredBy);
        Assert.DoesNotContain(set.Gateways[1].Lines, line => line.Contains("-> MASTER", StringComparison.Ordinal));
        Assert.Empty(set.Owners.Stop().ByGateway[1]);
        Assert.InRange(set.Owners.Stop().LongestOverlap.Milliseconds, 0, OneProbe);
    }
}

using Koi.Lab.Carp.Peers;

namespace Koi.SystemTests.Carp;

/// <summary>Koi and Debian's ucarp share an address: each takes the other's word, and never both answer.</summary>
[Collection(nameof(Alone))]
public sealed class UcarpInteropTests : IDisposable
{
    private const double OneProbe = 6;
    private const int Koi = 0, Ucarp = 1;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private GatewaySegment? set;

    public void Dispose() => set?.Dispose();

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void The_address_goes_to_and_fro(int rankOfKoi, int rankOfUcarp)
    {
        set = new GatewaySegment([(Pace.Koi, rankOfKoi), (Pace.Ucarp, rankOfUcarp)]);
        set.Gateways[Koi].Start();
        set.Gateways[Koi].WaitForLine("INIT -> BACKUP (up)");
        ((KoiGateway)set.Gateways[Koi]).Configure("state", "master");
        set.Owners.WaitForOwner(Koi, Patience);

        Go(from: Koi, to: Ucarp, "MASTER -> INIT (set down)");
        Go(from: Ucarp, to: Koi, "BACKUP -> MASTER (master down)");
        Go(from: Koi, to: Ucarp, "MASTER -> INIT (set down)");

        Assert.InRange(set.Owners.Stop().LongestOverlap.Milliseconds, 0, OneProbe);
    }

    [Fact]
    public void A_worse_ucarp_that_is_master_gives_way_to_an_order()
    {
        set = new GatewaySegment([(Pace.Koi, 0), (Pace.UcarpQuick, 1)]);
        set.Gateways[Ucarp].Start();
        set.Owners.WaitForOwner(Ucarp, Patience);
        set.Gateways[Koi].Start();
        set.Gateways[Koi].WaitForLine("INIT -> BACKUP (up)");

        ((KoiGateway)set.Gateways[Koi]).Configure("state", "master");
        set.Gateways[Koi].WaitForLine("BACKUP -> MASTER (ordered)");

        set.Owners.WaitForOwner(Koi, Patience);
        set.Gateways[Ucarp].WaitForLine("Preferred master advertised");
        AssertTrust();
    }

    /// <summary>The other comes back as a backup, then the master goes.</summary>
    private void Go(int from, int to, string line)
    {
        var (old, next) = (set!.Gateways[from], set.Gateways[to]);
        next.Start();
        if (to == Koi)
        {
            next.WaitForLine("INIT -> BACKUP (up)");
        }

        Thread.Sleep(1200);
        Assert.Equal([from], set.Owners.Owners);
        AssertTrust();
        old.Stop();
        set.Owners.WaitForOwner(to, Patience);
        set.Gateways[Koi].WaitForLine(line);
    }

    private void AssertTrust()
    {
        foreach (var bad in (string[])["badauth", "badsum", "badvhid", "badlen", "badttl", "badver", "ownCookie", "sendErrors"])
        {
            Assert.Equal((bad, 0), (bad, set!.Gateways[Koi].Counter(bad)));
        }

        Assert.DoesNotContain(set!.Gateways[Ucarp].Lines, text => text.Contains("Bad digest", StringComparison.OrdinalIgnoreCase));
    }
}

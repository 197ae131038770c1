using Koi.Lab;

namespace Koi.SystemTests.Ipsecctl;

/// <summary>What the types of a flow do to packets, and what loading, deleting and failing leave behind.</summary>
[Trait("Kernel", "full")]
public sealed class FlowTypeTests : IClassFixture<TwoGateways>
{
    private const int Icmp = 1;
    private const string File = "/etc/koi/ipsec.conf";

    private static readonly TrafficAlgorithm Standard = TrafficAlgorithm.All[0];

    private readonly TwoGateways gateways;
    private readonly TrafficPath tunnel = TwoGateways.Paths[0];

    public FlowTypeTests(TwoGateways gateways)
    {
        this.gateways = gateways;
        gateways.Reset();
    }

    [Fact]
    public void Deny_drops_and_bypass_passes_in_clear_and_the_most_specific_flow_wins()
    {
        gateways.Load("flow from 10.1.0.0/16 to 10.2.0.0/16 type deny\n").Check();
        Assert.False(gateways.TryPing(tunnel, seconds: 1).Succeeded);

        gateways.Load("flow from 10.1.0.0/16 to 10.2.0.0/16 type deny\nflow from 10.1.0.1 to 10.2.0.1 type bypass\n").Check();
        using var capture = gateways.Koi.Capture("eth0", "icmp");
        gateways.Ping(tunnel);
        capture.WaitFor(f => f.IpProtocol == Icmp && $"{f.Source}" == tunnel.From);
    }

    [Fact]
    public void A_required_flow_without_SA_drops_what_leaves_and_what_arrives_in_clear()
    {
        gateways.Load($"flow from {tunnel.Source} to {tunnel.Destination} local {tunnel.Local} peer {tunnel.Remote}\n").Check();

        Assert.False(gateways.TryPing(tunnel, seconds: 1).Succeeded);
        Assert.False(gateways.Peer.Run("ping", "-c1", "-w1", "-I", tunnel.To, tunnel.From).Succeeded);
        Assert.Contains("XfrmInTmplMismatch", gateways.Koi.Run("grep", "-v", "\t0$", "/proc/net/xfrm_stat").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_used_flow_takes_what_arrives_in_clear()
    {
        gateways.Load($"flow in from {tunnel.Destination} to {tunnel.Source} local {tunnel.Local} peer {tunnel.Remote} type use\n").Check();

        gateways.Ping(tunnel);
    }

    [Fact]
    public void Loading_twice_changes_nothing_and_drops_no_packet()
    {
        gateways.ConfigurePeer(tunnel.PeerLines(Standard));
        gateways.Load(tunnel.Rules(Standard)).Check();
        gateways.Ping(tunnel);
        var before = State();
        using var monitor = gateways.Koi.Start(Checkout.Koi, "ipsecctl", "-m");

        gateways.Load(tunnel.Rules(Standard)).Check();

        Assert.Equal(before, State());
        gateways.Load("flow from 10.8.0.0/16 to 10.9.0.0/16 type deny\n").Check();
        Assert.Contains("sadb_addflow", monitor.WaitForLine("sadb_"), StringComparison.Ordinal);
        gateways.Ping(tunnel);
    }

    [Fact]
    public void A_failure_in_the_middle_undoes_the_run_and_names_the_rule()
    {
        gateways.Load("flow from 10.8.0.0/16 to 10.9.0.0/16 type deny\n").Check();
        var before = State();

        // The kernel alone knows that AH does not travel in UDP.
        var result = gateways.Load(
            tunnel.Rules(Standard) + "flow from 10.8.0.0/16 to 10.9.0.0/16 type bypass\n"
            + $"ah from 192.0.2.1 to 192.0.2.2 spi 0x9000 udpencap authkey 0x{new string('a', 64)}\n");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"{File}:4:1: error: failed to add rule 6: add SA ah to 192.0.2.2 spi 0x00009000: ", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("aaaa", result.Errors, StringComparison.Ordinal);
        Assert.Equal(before, State());
    }

    [Fact]
    public void A_bad_file_flushes_nothing()
    {
        gateways.Load(tunnel.Rules(Standard)).Check();
        var before = State();

        Assert.Equal(1, gateways.Load("flow from 10.1.0.0/16 two 10.2.0.0/16\n", "-F").ExitCode);

        Assert.Equal(before, State());
    }

    [Fact]
    public void Flushing_leaves_what_others_made_and_twice_leaves_nothing()
    {
        gateways.Koi.Run("ip", "xfrm", "policy", "add", "src", "10.8.0.0/16", "dst", "10.9.0.0/16", "dir", "out", "action", "block").Check();
        gateways.Load(tunnel.Rules(Standard)).Check();

        gateways.Ipsecctl("-F").Check();
        Assert.Equal("", gateways.Koi.Run("ip", "xfrm", "state").Output);
        Assert.Equal("flow esp out from 10.8.0.0/16 to 10.9.0.0/16 type deny\n", gateways.Ipsecctl("-s", "flow").Output);

        gateways.Ipsecctl("-FF").Check();
        Assert.Equal("", gateways.Ipsecctl("-s", "flow").Output);
    }

    [Fact]
    public void Flushing_with_a_file_keeps_what_the_file_describes()
    {
        var keep = tunnel.Rules(Standard);
        gateways.ConfigurePeer(tunnel.PeerLines(Standard));
        gateways.Load(keep).Check();
        gateways.Ping(tunnel);
        var before = State();
        gateways.Load(keep + TwoGateways.Paths[2].Rules(Standard)).Check();

        gateways.Load(keep, "-F").Check();

        Assert.Equal(before, State());
        gateways.Ping(tunnel);
    }

    [Fact]
    public void A_changed_key_is_loaded_and_the_state_never_shows_it()
    {
        gateways.Load(tunnel.Rules(Standard)).Check();
        var changed = tunnel.Rules(Standard).Replace("authkey 0x61", "authkey 0xff", StringComparison.Ordinal);

        gateways.Load(changed, "-v").Check();

        Assert.Contains("hmac(sha256) 0xff", gateways.Koi.Run("ip", "xfrm", "state").Output, StringComparison.Ordinal);
        Assert.DoesNotContain("0xff", gateways.Ipsecctl("-vs", "all").Output, StringComparison.Ordinal);
        Assert.Contains("authkey 0xff", gateways.Ipsecctl("-ks", "all").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_shown_can_be_loaded_again()
    {
        gateways.Load(string.Concat(TwoGateways.Paths.Select(p => p.Rules(Standard)))).Check();
        var before = State();
        var shown = gateways.Ipsecctl("-ks", "flow").Check().Output + gateways.Ipsecctl("-ks", "sa").Check().Output;
        gateways.Ipsecctl("-F").Check();

        gateways.Load(shown).Check();

        Assert.Equal(Lines(before), Lines(State()));
    }

    /// <summary>Both databases without counters and times; indexes of policies, which tell whether one was made anew, stay.</summary>
    private string State() => gateways.Ipsecctl("-ks", "all").Check().Output
        + gateways.Koi.Run("sh", "-c", "ip -s xfrm policy | grep -o 'index [0-9]*'").Output;

    private static IEnumerable<string> Lines(string text) =>
        text.Split('\n').Where(l => !l.StartsWith("index", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
}

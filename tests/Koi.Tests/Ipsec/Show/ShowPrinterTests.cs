using Koi.Ipsec;
using Koi.Ipsec.Show;
using Koi.Netlink;
using Koi.Netlink.Xfrm;
using static Koi.Tests.Ipsec.Show.Samples;

namespace Koi.Tests.Ipsec.Show;

public sealed class ShowPrinterTests
{
    private static readonly SecurityPolicy[] Policies =
    [
        Policy(PolicyDirection.Out, "10.1.0.0/24", "10.2.0.0/24", Tunnel("192.0.2.1", "192.0.2.2")),
        Policy(PolicyDirection.In, "10.2.0.0/24", "10.1.0.0/24", Tunnel("192.0.2.2", "192.0.2.1")),
        Policy(PolicyDirection.Out, "10.1.0.0/24", "10.3.0.0/24", Tunnel("192.0.2.1", "192.0.2.2")),
        Policy(PolicyDirection.In, "10.3.0.0/24", "10.1.0.0/24", Tunnel("192.0.2.2", "192.0.2.1")),
        Policy(PolicyDirection.Out, "10.5.0.0/24", "10.6.0.0/24", Tunnel("192.0.2.1", "192.0.2.2")),
    ];

    private static string Print(ShowOptions options, ShowModifier modifier, SecurityPolicy[] policies, params SecurityAssociation[] sas) =>
        new ShowPrinter(options).Print(modifier, RulesFromKernel.Flows(policies), RulesFromKernel.Sas(sas, options.Dialect));

    [Fact]
    public void All_has_titles() => Assert.Equal(
        """
        FLOWS:
        flow esp out from 10.1.0.0/24 to 10.2.0.0/24 local 192.0.2.1 peer 192.0.2.2 type require

        SAD:
        esp tunnel from 192.0.2.1 to 192.0.2.2 spi 0x00001001 auth hmac-sha2-256 enc aes

        """,
        Print(Options, ShowModifier.All, Policies[..1], EspTunnel()));

    [Fact]
    public void Empty_databases_are_told_with_all_only()
    {
        Assert.Equal("FLOWS:\nNo flows\n\nSAD:\nNo entries\n", Print(Options, ShowModifier.All, []));
        Assert.Equal("", Print(Options, ShowModifier.Flow, []));
        Assert.Equal("", Print(Options, ShowModifier.Sa, []));
    }

    [Fact]
    public void Keys_continue_the_line_when_they_are_asked_for() => Assert.Equal(
        "esp tunnel from 192.0.2.1 to 192.0.2.2 spi 0x00001001 auth hmac-sha2-256 enc aes \\\n"
        + "\tauthkey 0xa0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf \\\n"
        + "\tenckey 0xe0e1e2e3e4e5e6e7e8e9eaebecedeeef\n",
        Print(Options with { ShowKeys = true }, ShowModifier.Sa, [], EspTunnel()));

    [Fact]
    public void Very_verbose_flows_have_numbers_and_no_more() => Assert.Equal(
        """
        @0 flow esp out from 10.1.0.0/24 to 10.2.0.0/24 local 192.0.2.1 peer 192.0.2.2 type require
        @1 flow esp in from 10.2.0.0/24 to 10.1.0.0/24 local 192.0.2.1 peer 192.0.2.2 type require

        """,
        Print(Options with { Verbosity = Verbosity.VeryVerbose }, ShowModifier.Flow, Policies[..2]));

    [Fact]
    public void Collapsed_flows_are_lists_even_of_one() => Assert.Equal(
        """
        @1,3 flow esp in from { 10.2.0.0/24, 10.3.0.0/24 } to { 10.1.0.0/24 } local 192.0.2.1 peer 192.0.2.2 type require
        @0,2 flow esp out from { 10.1.0.0/24 } to { 10.2.0.0/24, 10.3.0.0/24 } local 192.0.2.1 peer 192.0.2.2 type require
        @4 flow esp out from { 10.5.0.0/24 } to { 10.6.0.0/24 } local 192.0.2.1 peer 192.0.2.2 type require

        """,
        Print(Options with { Verbosity = Verbosity.VeryVerbose, Collapses = true }, ShowModifier.Flow, Policies));

    [Fact]
    public void Flows_of_different_types_are_not_merged() => Assert.Equal(
        """
        flow esp out from { 10.1.0.0/24 } to { 10.2.0.0/24 } type bypass
        flow esp out from { 10.1.0.0/24 } to { 10.3.0.0/24 } type deny

        """,
        Print(
            Options with { Collapses = true },
            ShowModifier.Flow,
            [
                Policy(PolicyDirection.Out, "10.1.0.0/24", "10.2.0.0/24"),
                Policy(PolicyDirection.Out, "10.1.0.0/24", "10.3.0.0/24") with { Action = PolicyAction.Block },
            ]));

    [Fact]
    public void Verbose_prints_what_the_kernel_knows() => Assert.Equal(
        """
        esp tunnel from 192.0.2.1 to 192.0.2.2 spi 0x00001001 udpencap port 1024 auth hmac-sha2-256 enc aes
        	sa: spi 0x00001001 auth hmac-sha2-256 enc aes
        		state mature replay 32 flags 0x604<tunnel,udpencap,esn>
        	lifetime_cur: alloc 10 bytes 840 add 1700000000 first 1700000060
        	lifetime_hard: alloc 0 bytes 1000000 add 3600 first 0
        	lifetime_soft: alloc 0 bytes 0 add 3000 first 0
        	address_src: 192.0.2.1
        	address_dst: 192.0.2.2
        	udpencap: udpencap port 1024
        	lifetime_lastuse: alloc 0 bytes 0 add 0 first 1700000099
        	counter: 
        		10 output packets
        		840 output bytes
        		1 packet dropped on input

        	replay: rpl 10
        	interface: sec7 direction out
        	reqid: 16
        	mark: 0x2a/0xff

        """,
        Print(Options with { Verbosity = Verbosity.Verbose }, ShowModifier.Sa, [], EspTunnel() with
        {
            Flags = StateFlags.Esn,
            ReplayWindow = 32,
            Encapsulation = new Encapsulation(2, 4500, 1024, InetAddress.AnyV4),
            Limits = LifetimeLimits.Unlimited with { HardBytes = 1000000, HardAddSeconds = 3600, SoftAddSeconds = 3000 },
            LastUsed = 1700000099,
            Statistics = new SaStatistics(0, 1, 0),
            InterfaceId = 7,
            RequestId = 16,
            Mark = new XfrmMark(42, 0xff),
        }));

    [Fact]
    public void Verbose_shows_keys_and_the_selector_in_place() => Assert.Equal(
        """
        	address_dst: 192.0.2.2
        	key_auth: bits 256: a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf
        	key_encrypt: bits 128: e0e1e2e3e4e5e6e7e8e9eaebecedeeef
        	src_mask: 255.255.255.0
        	dst_mask: 255.255.255.255 port 65535
        	protocol: proto 17 flags 0
        	src_flow: 10.1.0.0
        	dst_flow: 192.0.2.2 port 53
        	counter: 
        """,
        Between(
            Print(Options with { Verbosity = Verbosity.Verbose, ShowKeys = true }, ShowModifier.Sa, [], EspTunnel() with
            {
                Selector = new Selector(Prefix("10.1.0.0/24"), Prefix("192.0.2.2"), 17, 0, 0, 53, 0xffff),
            }),
            "\taddress_dst",
            "\n\t\t10 output"));

    [Fact]
    public void Very_verbose_prints_counters_that_are_zero_too() => Assert.Contains(
        "\tcounter: \n\t\t0 input packets\n\t\t0 input bytes\n\t\t0 packets dropped on input\n\n",
        Print(
            Options with { Verbosity = Verbosity.VeryVerbose },
            ShowModifier.Sa,
            [],
            EspTunnel() with { Counters = null, Replay = null, Direction = 1 }),
        StringComparison.Ordinal);

    [Fact]
    public void Compression_is_comp_and_in_4_9_enc()
    {
        Assert.Equal(
            "ipcomp tunnel from 192.0.2.1 to 192.0.2.2 spi 0x00001000 comp deflate\n",
            Print(Options, ShowModifier.Sa, [], IpComp()));
        Assert.Equal(
            """
            ipcomp tunnel from 192.0.2.1 to 192.0.2.2 spi 0x00001000 enc deflate
            	sa: cpi 0x00001000 comp deflate
            		state mature replay 0 flags 4
            	address_src: 192.0.2.1
            	address_dst: 192.0.2.2

            """,
            Print(Options with { Dialect = Dialect.OpenBsd49, Verbosity = Verbosity.Verbose }, ShowModifier.Sa, [], IpComp()));
    }

    private static string Between(string text, string from, string to) =>
        text[text.IndexOf(from, StringComparison.Ordinal)..text.IndexOf(to, StringComparison.Ordinal)];
}

using Koi.Ipsec;
using Koi.Ipsec.Plan;
using static Koi.Tests.Ipsec.Plan.Planning;

namespace Koi.Tests.Ipsec.Plan;

/// <summary>What rules become in the kernel.</summary>
public sealed class KernelPlanTests
{
    private const string Esp = $"esp from 192.0.2.1 to 192.0.2.2 spi 0x1001:0x1002 {AuthKey}:{Hex32} {EncKey}:{Hex16}";
    private const string Hex32 = "ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private const string Hex16 = "ff0102030405060708090a0b0c0d0e0f";

    public static TheoryData<string, string> Flows => new()
    {
        // A flow in is two policies: for packets delivered here and for packets to pass on.
        {
            "flow esp from 10.1.0.0/24 to 10.2.0.0/24 local 192.0.2.1 peer 192.0.2.2",
            """
            Out 10.1.0.0/24>10.2.0.0/24 Allow 53856 [50 Tunnel 192.0.2.1>192.0.2.2]
            In 10.2.0.0/24>10.1.0.0/24 Allow 53856 [50 Tunnel 192.0.2.2>192.0.2.1]
            Forward 10.2.0.0/24>10.1.0.0/24 Allow 53856 [50 Tunnel 192.0.2.2>192.0.2.1]
            """
        },
        // Host bits go; the local end is the route's source.
        {
            "flow out from 10.1.0.7/24 to 10.2.0.9 peer 192.0.2.2",
            "Out 10.1.0.0/24>10.2.0.9 Allow 52832 [50 Tunnel 198.51.100.9>192.0.2.2]"
        },
        {
            "flow ah out proto tcp from 10.1.0.1 port 1024 to 10.2.0.1 port ssh local 10.1.0.1",
            "Out 10.1.0.1>10.2.0.1 proto 6 1024/ffff>22/ffff Allow 51680 [51 Tunnel 10.1.0.1>10.2.0.1]"
        },
        { "flow out from any to fd02::/64 type bypass", "Out ::/0>fd02::/64 Allow 51808" },
        {
            "flow in from 10.2.0.0/16 to 10.1.0.0/16 type deny",
            """
            In 10.2.0.0/16>10.1.0.0/16 Block 55904
            Forward 10.2.0.0/16>10.1.0.0/16 Block 55904
            """
        },
        // What may stay in clear does so inbound; outbound a tunnel cannot be left out.
        {
            "flow from 10.1.0.0/16 to 10.2.0.0/16 local 192.0.2.1 peer 192.0.2.2 type use",
            """
            Out 10.1.0.0/16>10.2.0.0/16 Allow 55904 [50 Tunnel 192.0.2.1>192.0.2.2]
            In 10.2.0.0/16>10.1.0.0/16 Allow 55904 [50 Tunnel 192.0.2.2>192.0.2.1 optional]
            Forward 10.2.0.0/16>10.1.0.0/16 Allow 55904 [50 Tunnel 192.0.2.2>192.0.2.1 optional]
            """
        },
        // Between the hosts of a transport SA a flow needs no tunnel, and may be left out.
        {
            $"esp transport from 192.0.2.1 to 192.0.2.2 spi 0x1001 {AuthKey} {EncKey}\nflow from 192.0.2.1 to 192.0.2.2 type use",
            """
            sa 50 Transport 192.0.2.1>192.0.2.2 1001 hmac(sha256)/128 cbc(aes) window 0
            Out 192.0.2.1>192.0.2.2 Allow 51808 [50 Transport optional]
            In 192.0.2.2>192.0.2.1 Allow 51808 [50 Transport optional]
            Forward 192.0.2.2>192.0.2.1 Allow 51808 [50 Transport optional]
            """
        },
        // Two hosts may have SAs of both modes: each flow takes its own.
        {
            $"esp transport from 192.0.2.1 to 192.0.2.2 spi 0x1001 {AuthKey} {EncKey}\nesp from 192.0.2.1 to 192.0.2.2 spi 0x1002 {AuthKey} {EncKey}\n"
            + "flow out from 192.0.2.1 to 192.0.2.2\nflow out from 10.1.0.0/24 to 10.2.0.0/24 peer 192.0.2.2",
            """
            sa 50 Transport 192.0.2.1>192.0.2.2 1001 hmac(sha256)/128 cbc(aes) window 0
            sa 50 Tunnel 192.0.2.1>192.0.2.2 1002 hmac(sha256)/128 cbc(aes) window 0
            Out 192.0.2.1>192.0.2.2 Allow 51808 [50 Transport]
            Out 10.1.0.0/24>10.2.0.0/24 Allow 53856 [50 Tunnel 192.0.2.1>192.0.2.2]
            """
        },
        // The local end is that of the SAs with the peer.
        {
            $"{Esp}\nflow out from 10.1.0.0/24 to 10.2.0.0/24 peer 192.0.2.2",
            """
            sa 50 Tunnel 192.0.2.1>192.0.2.2 1001 hmac(sha256)/128 cbc(aes) window 0
            sa 50 Tunnel 192.0.2.2>192.0.2.1 1002 hmac(sha256)/128 cbc(aes) window 0
            Out 10.1.0.0/24>10.2.0.0/24 Allow 53856 [50 Tunnel 192.0.2.1>192.0.2.2]
            """
        },
        // A bundle, innermost first; packets too small to compress come without ipcomp.
        {
            $"ipcomp from 192.0.2.1 to 192.0.2.2 spi 0x3001:0x3002 bundle b\n"
            + $"esp transport from 192.0.2.1 to 192.0.2.2 spi 0x1001:0x1002 {AuthKey}:{Hex32} {EncKey}:{Hex16} bundle b\n"
            + "flow ipcomp from 10.1.0.0/24 to 10.2.0.0/24 local 192.0.2.1 peer 192.0.2.2 type require",
            """
            sa 108 Tunnel 192.0.2.1>192.0.2.2 3001 deflate window 0
            sa 108 Tunnel 192.0.2.2>192.0.2.1 3002 deflate window 0
            sa 50 Transport 192.0.2.1>192.0.2.2 1001 hmac(sha256)/128 cbc(aes) window 0
            sa 50 Transport 192.0.2.2>192.0.2.1 1002 hmac(sha256)/128 cbc(aes) window 0
            Out 10.1.0.0/24>10.2.0.0/24 Allow 53856 [108 Tunnel 192.0.2.1>192.0.2.2] [50 Transport]
            In 10.2.0.0/24>10.1.0.0/24 Allow 53856 [108 Tunnel 192.0.2.2>192.0.2.1 optional] [50 Transport]
            Forward 10.2.0.0/24>10.1.0.0/24 Allow 53856 [108 Tunnel 192.0.2.2>192.0.2.1 optional] [50 Transport]
            """
        },
        { $"{EspTo("udpencap")}", "sa 50 Tunnel 192.0.2.1>192.0.2.2 1001 hmac(sha256)/128 cbc(aes) udp 4500>4500 window 0" },
        { $"{EspTo("udpencap port 4501")}", "sa 50 Tunnel 192.0.2.1>192.0.2.2 1001 hmac(sha256)/128 cbc(aes) udp 4500>4501 window 0" },
    };

    public static TheoryData<string, string> Impossible => new()
    {
        { "ipip from 192.0.2.1 to 192.0.2.2 spi 0x1001", "Linux has no ipip SAs; make an ipip link and routes instead" },
        { "flow ipip from 10.1.0.0/24 to 10.2.0.0/24 peer 192.0.2.2", "Linux has no ipip flows; make an ipip link and routes instead" },
        {
            "tcpmd5 from 192.0.2.1 to 192.0.2.2 spi 0x1001 authkey 0xaa",
            "Linux keeps TCP MD5 keys in the sockets of programs; set this key in the program that speaks"
        },
        { "ipcomp from 192.0.2.1 to 192.0.2.2 spi 0x10000", "the spi of ipcomp has 16 bits, at most 0xffff" },
        { $"esp from 192.0.2.1 to 10.0.0.0/8 spi 0x1001 {AuthKey} {EncKey}", "an SA is from one address to another; 10.0.0.0/8 is none" },
        { $"esp from 192.0.2.1 to any spi 0x1001 {AuthKey} {EncKey}", "an SA is from one address to another; 0.0.0.0/0 is none" },
        { $"esp from 192.0.2.1 to 192.0.2.2 spi 0x1001 {AuthKey} {EncKey}aa", "Linux has no aes with a key of 136 bits" },
        { $"esp from 192.0.2.1 to 192.0.2.2 spi 0x1001 auth none enc null", "esp with neither encryption nor authentication is nothing" },
        { $"ah from 192.0.2.1 to 192.0.2.2 spi 0x1001 auth none", "ah without authentication is nothing" },
        {
            $"esp transport from 192.0.2.1 to 192.0.2.2 spi 0x1001 {AuthKey} {EncKey}\nflow out from 10.1.0.0/24 to 10.2.0.0/24 peer 192.0.2.2",
            "the esp SAs between 192.0.2.1 and 192.0.2.2 are in transport mode, which carries only what these two say to each other"
        },
        { "flow from fd01::/64 to fd02::/64 peer fd00::2", "there is no route to the peer fd00::2; name this end with \"local\"" },
    };

    [Theory]
    [MemberData(nameof(Flows))]
    public void Rules_become_these_objects(string text, string expected) =>
        Assert.Equal(expected, string.Join('\n', Planning.Plan(text).Objects.Select(Print)), ignoreLineEndingDifferences: true);

    [Theory]
    [MemberData(nameof(Impossible))]
    public void What_Linux_cannot_do_is_refused_with_the_reason(string text, string message)
    {
        var plan = Planning.Plan(text);

        Assert.False(plan.IsPossible);
        Assert.Equal(message, plan.Diagnostics.First().Message);
    }

    [Fact]
    public void Lzs_of_4_9_is_refused() =>
        Assert.Equal("Linux has no lzs", Planning.Plan("ipcomp from 192.0.2.1 to 192.0.2.2 spi 0x1001 comp lzs", Dialect.OpenBsd49).Diagnostics[0].Message);

    [Fact]
    public void In_4_9_SAs_between_the_same_hosts_form_a_chain()
    {
        var plan = Planning.Plan(
            $"esp transport from 192.0.2.1 to 192.0.2.2 spi 0x1001 {AuthKey} {EncKey}\nah transport from 192.0.2.1 to 192.0.2.2 spi 0x1002 {AuthKey}\n"
            + "flow esp out from 192.0.2.1 to 192.0.2.2",
            Dialect.OpenBsd49);

        Assert.Equal("Out 192.0.2.1>192.0.2.2 Allow 51808 [50 Transport] [51 Transport]", Print(plan.Objects[^1]));
    }

    [Fact]
    public void A_flow_uses_the_mode_of_SAs_that_were_loaded_before()
    {
        var loaded = Planning.Plan($"esp transport from 192.0.2.1 to 192.0.2.2 spi 0x1001 {AuthKey} {EncKey}")
            .Objects.OfType<PlannedObject.Sa>().Select(s => s.Value);

        var plan = Planning.Plan("flow out from 192.0.2.1 to 192.0.2.2", loaded: loaded);

        Assert.Equal("Out 192.0.2.1>192.0.2.2 Allow 51808 [50 Transport]", Print(plan.Objects[0]));
    }

    [Fact]
    public void Acquire_and_use_of_tunnels_are_warned_about_once_a_statement()
    {
        var plan = Planning.Plan("flow from 10.1.0.0/16 to { 10.2.0.0/16 10.3.0.0/16 } local 192.0.2.1 peer 192.0.2.2 type acquire");

        Assert.Equal(["Linux cannot pass packets in clear while it negotiates: they are dropped until there is an SA"], plan.Diagnostics.Select(d => d.Message));
        Assert.True(plan.IsPossible);
    }

    private static string EspTo(string option) => $"esp from 192.0.2.1 to 192.0.2.2 spi 0x1001 {option} {AuthKey} {EncKey}";
}

using Koi.Interfaces.Hostname;

namespace Koi.Tests.Interfaces.Hostname;

public sealed class HostnameOrderTests
{
    /// <summary>OpenBSD's order, one interface of each family; some with the names that Linux gives them.</summary>
    public static TheoryData<string, string> InOrder =>
    [
        ("lo0", "eth0"), ("lo", "eth0"), ("wlan0", "trunk0"), ("vether0", "bond0"), ("trunk0", "aggr0"), ("aggr0", "svlan1"), ("svlan1", "vlan1"),
        ("aggr0", "bond0.5"), ("vlan1", "carp0"), ("carp0", "pppoe0"), ("pppoe0", "tun0"), ("tun0", "tap0"), ("tap0", "gif0"), ("gif0", "gre0"),
        ("gre0", "egre0"), ("egre0", "bridge0"), ("egre0", "br-lan"), ("bridge0", "veb0"), ("veb0", "vxlan0"), ("vxlan0", "wg0"),
    ];

    [Theory]
    [MemberData(nameof(InOrder))]
    public void One_family_comes_before_the_next(string first, string second) =>
        Assert.True(InterfaceFamily.Rank(first) < InterfaceFamily.Rank(second));

    [Theory]
    [InlineData("lo0", false)]
    [InlineData("eth0", false)]
    [InlineData("eth0.5", false)]
    [InlineData("vlan5", false)]
    [InlineData("carp0", false)]
    [InlineData("pppoe0", true)]
    [InlineData("bridge0", true)]
    [InlineData("wg0", true)]
    public void What_may_need_the_default_route_comes_after_it(string name, bool isAfter) =>
        Assert.Equal(isAfter, InterfaceFamily.IsAfterRoutes(name));

    [Theory]
    [InlineData("eth0")]
    [InlineData("eth0.5")]
    [InlineData("eth0.5.7")]
    [InlineData("br-lan")]
    [InlineData("my_card")]
    [InlineData("enp130s0f1np1")]
    public void An_interface_may_be_called_this(string name) => Assert.Null(InterfaceFamily.NameError(name));

    [Theory]
    [InlineData("")]
    [InlineData("eth0.bak")]
    [InlineData("eth0.")]
    [InlineData("eth0~")]
    [InlineData("../shadow")]
    [InlineData("-n")]
    [InlineData(".5")]
    [InlineData("eth0 up")]
    [InlineData("sixteen-letters0")]
    public void An_interface_is_not_called_this(string name) => Assert.NotNull(InterfaceFamily.NameError(name));
}

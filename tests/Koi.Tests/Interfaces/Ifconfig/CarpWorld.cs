using Koi.Interfaces;
using Koi.Interfaces.Carp;
using Koi.Netlink.Route;

namespace Koi.Tests.Interfaces.Ifconfig;

/// <summary>eth0 (2) and eth1 (3) with carp1 (4), of vhid 1 on eth0, and carp2 (5), of vhid 2 on eth0.</summary>
internal static class CarpWorld
{
    public const string Alias = "vhid 1 advbase 1 advskew 0";

    public static Dictionary<int, CarpDeclaration> Declarations => new()
    {
        [4] = new() { Vhid = 1, Passphrase = "s3cret", Addresses = [World.Ip("10.0.0.1"), World.Ip("2001:db8::1")] },
        [5] = new() { Vhid = 2, Addresses = [World.Ip("10.0.0.5")] },
    };

    public static Link Carp(int index, string name, string alias) => World.Card(index, name) with
    {
        Kind = "macvlan",
        LowerIndex = 2,
        Alias = $"carp {alias}",
        Address = CarpAlias.TryRead($"carp {alias}")!.EffectiveAddress ?? World.RandomAddress,
        LinkMode = CarpRoles.DormantMode,
        OperState = OperState.Up,
    };

    public static InterfaceTable Table() => Table(Carp(4, "carp1", Alias));

    public static InterfaceTable Table(Link carp) => World.Table(
        World.Card(1, "lo") with { HardwareType = 772 },
        World.Card(2, "eth0"),
        World.Card(3, "eth1"),
        carp,
        Carp(5, "carp2", "vhid 2 advbase 1 advskew 0"),
        World.Card(6, "mac0") with { Kind = "macvlan", LowerIndex = 3 });

    public static string Plan(string arguments) => World.Plan(Table(), arguments, declarations: Declarations);
}

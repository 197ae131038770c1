using System.Globalization;
using System.Text;
using Koi.Ipsec.Rules;
using Koi.Netlink.Xfrm;

namespace Koi.Ipsec.Show;

/// <summary>The lines under an SA with <c>-v</c> and in the monitor, in the order of PF_KEY's extension numbers.</summary>
/// <remarks>
/// OpenBSD sbin/ipsecctl/pfkdump.c, print_ext. Linux has no equivalent of identity_src and identity_dst, tag, tap, satype2, sa2
/// and dst2, rdomain, mtu, nor of the counters of compressed bytes and of packets dropped on output. It counts packets and
/// bytes once: they are input or output by the direction that newer kernels tell, else by the sequence numbers used. At the end
/// stand, by Linux's own names, the request ID and the marks. 4.9 has numeric flags and ends with lifetime_lastuse.
/// </remarks>
internal sealed partial class SaExtensions(ShowOptions options)
{
    private const uint TunnelFlag = 0x4;
    private const uint UdpEncapFlag = 0x200;
    private const uint EsnFlag = 0x400;
    private const ushort UdpEncapsulationPort = 4500;

    public void Append(StringBuilder output, KernelSa sa, SaState state)
    {
        AppendSa(output, sa, state);
        AppendLifetimes(output, sa.Sa);
        Line(output, "address_src", $"{sa.Sa.Source}");
        Line(output, "address_dst", $"{sa.Sa.Id.Destination}");
        if (options.ShowKeys)
        {
            AppendKey(output, "key_auth", sa.Rule.AuthenticationKey);
            AppendKey(output, "key_encrypt", sa.Rule.EncryptionKey);
        }

        if (sa.Sa.Selector with { IsFamilyUnspecified = false } != Selector.AnyOf(sa.Sa.Selector.Source.Address))
        {
            FlowExtensions.AppendSelector(output, sa.Sa.Selector, flowType: null);
        }

        if (sa.Rule.IsUdpEncapsulated)
        {
            Line(output, "udpencap", $"udpencap port {(sa.Rule.UdpPort == 0 ? UdpEncapsulationPort : sa.Rule.UdpPort)}");
        }

        if (sa.Sa.LastUsed is > 0 and var lastUsed)
        {
            Line(output, "lifetime_lastuse", $"alloc 0 bytes 0 add 0 first {lastUsed}");
        }

        if (!options.Dialect.IsOpenBsd49)
        {
            AppendLater(output, sa.Sa);
        }
    }

    public static void Line(StringBuilder output, string name, string text) =>
        output.Append('\t').Append(name).Append(": ").Append(text).Append('\n');

    private void AppendSa(StringBuilder output, KernelSa sa, SaState state)
    {
        var rule = sa.Rule;
        var (auth, enc) = (rule.Transforms.Authentication?.Name ?? "none", rule.Transforms.Encryption?.Name ?? "none");
        Line(output, "sa", rule.SaType == SaType.IpComp
            ? $"cpi 0x{rule.Spi:x8} comp {sa.Rule.Transforms.Compression?.Name ?? enc}"
            : $"spi 0x{rule.Spi:x8} auth {auth} enc {enc}");
        output.Append(CultureInfo.InvariantCulture, $"\t\tstate {Word(state)} replay {Window(sa.Sa)} flags {Flags(sa)}\n");
    }

    private string Flags(KernelSa sa)
    {
        var isTunnel = sa.Rule.Mode == TransformMode.Tunnel;
        var isEsn = sa.Sa.Flags.HasFlag(StateFlags.Esn);
        var flags = (isTunnel ? TunnelFlag : 0) | (sa.Rule.IsUdpEncapsulated ? UdpEncapFlag : 0) | (isEsn ? EsnFlag : 0);
        if (options.Dialect.IsOpenBsd49)
        {
            return $"{flags}";
        }

        List<string> names = [];
        Add(isTunnel, "tunnel");
        Add(sa.Rule.IsUdpEncapsulated, "udpencap");
        Add(isEsn, "esn");
        return $"{(flags == 0 ? "0" : $"0x{flags:x}")}<{string.Join(',', names)}>";

        void Add(bool isSet, string name)
        {
            if (isSet)
            {
                names.Add(name);
            }
        }
    }

    private static void AppendLifetimes(StringBuilder output, SecurityAssociation sa)
    {
        if (sa.Counters is { } now)
        {
            Line(output, "lifetime_cur", $"alloc {now.Packets} bytes {now.Bytes} add {now.AddTime} first {now.UseTime}");
        }

        var limits = sa.Limits;
        AppendLimit(output, "lifetime_hard", limits.HardPackets, limits.HardBytes, limits.HardAddSeconds, limits.HardUseSeconds);
        AppendLimit(output, "lifetime_soft", limits.SoftPackets, limits.SoftBytes, limits.SoftAddSeconds, limits.SoftUseSeconds);
    }

    /// <summary>PF_KEY's number for no limit is 0, the kernel's for bytes and packets the largest.</summary>
    private static void AppendLimit(StringBuilder output, string name, ulong packets, ulong bytes, ulong add, ulong use)
    {
        packets = packets == ulong.MaxValue ? 0 : packets;
        bytes = bytes == ulong.MaxValue ? 0 : bytes;
        if ((packets | bytes | add | use) != 0)
        {
            Line(output, name, $"alloc {packets} bytes {bytes} add {add} first {use}");
        }
    }

    private static void AppendKey(StringBuilder output, string name, KeyMaterial? key)
    {
        if (key is not null)
        {
            Line(output, name, $"bits {key.Bits}: {Convert.ToHexStringLower(key.Bytes)}");
        }
    }

    private static uint Window(SecurityAssociation sa) => sa.ReplayEsn?.ReplayWindow ?? sa.ReplayWindow;

    private static string Word(SaState state) => state switch
    {
        SaState.Larval => "larval",
        SaState.Mature => "mature",
        SaState.Dying => "dying",
        SaState.Dead => "dead",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

using Koi.Netlink.Route;

namespace Koi.Interfaces.Carp;

/// <summary>00:00:5e:00:01:VHID, the link-layer address of a virtual host; VRRP's too.</summary>
public static class VirtualAddress
{
    private const int Length = 6;

    private static ReadOnlySpan<byte> Prefix => [0x00, 0x00, 0x5e, 0x00, 0x01];

    /// <summary>The address of a virtual host.</summary>
    public static HardwareAddress Of(byte vhid) => HardwareAddress.FromBytes([0x00, 0x00, 0x5e, 0x00, 0x01, vhid])!.Value;

    /// <summary>Whether an address is one of these.</summary>
    public static bool Is(HardwareAddress? address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (address is not { Length: Length } some)
        {
            return false;
        }

        some.WriteBytes(bytes);
        return bytes[..Prefix.Length].SequenceEqual(Prefix);
    }
}

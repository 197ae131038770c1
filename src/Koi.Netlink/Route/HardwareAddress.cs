using System.Buffers.Binary;
using System.Globalization;

namespace Koi.Netlink.Route;

/// <summary>A link-layer address of 1 to 16 bytes; 6 for Ethernet.</summary>
public readonly record struct HardwareAddress
{
    private readonly UInt128 bits;  // right-aligned

    private HardwareAddress(UInt128 bits, int length) => (this.bits, Length) = (bits, length);

    /// <summary>In bytes.</summary>
    public int Length { get; }

    /// <summary>Copies 1 to 16 bytes; null for another length, such as InfiniBand's 20.</summary>
    public static HardwareAddress? FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is 0 or > 16)
        {
            return null;
        }

        Span<byte> padded = stackalloc byte[16];
        bytes.CopyTo(padded[(16 - bytes.Length)..]);
        return new HardwareAddress(BinaryPrimitives.ReadUInt128BigEndian(padded), bytes.Length);
    }

    /// <summary>Reads six hexadecimal bytes with colons between them.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out HardwareAddress address)
    {
        address = default;
        if (text.Length != 17)
        {
            return false;
        }

        UInt128 number = 0;
        for (var index = 0; index < 6; index++)
        {
            if (!byte.TryParse(text.Slice(index * 3, 2), NumberStyles.AllowHexSpecifier, null, out var value)
                || (index < 5 && text[(index * 3) + 2] != ':'))
            {
                return false;
            }

            number = (number << 8) | value;
        }

        address = new HardwareAddress(number, 6);
        return true;
    }

    /// <summary>Writes the bytes.</summary>
    /// <param name="destination">At least <see cref="Length"/> bytes.</param>
    public void WriteBytes(Span<byte> destination)
    {
        Span<byte> padded = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(padded, bits);
        padded[(16 - Length)..].CopyTo(destination);
    }

    /// <summary>Lower-case hexadecimal bytes with colons between them.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        WriteBytes(bytes);
        var text = Convert.ToHexStringLower(bytes[..Length]);
        return string.Join(':', text.Chunk(2).Select(pair => new string(pair)));
    }
}

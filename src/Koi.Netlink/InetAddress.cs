using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Koi.Netlink;

/// <summary>An IPv4 or IPv6 address without scope: 24 bytes, no allocation, ordered by family and then numerically.</summary>
/// <remarks>The bits are right-aligned: an IPv4 address is its 32-bit number, an IPv6 address its 128-bit number.</remarks>
public readonly record struct InetAddress : IComparable<InetAddress>
{
    // Two halves and not a UInt128, whose alignment would make the type 32 bytes long.
    private readonly ulong high;
    private readonly ulong low;
    private readonly bool isV6;

    private InetAddress(UInt128 bits, bool isV6) =>
        (high, low, this.isV6) = ((ulong)(bits >> 64), (ulong)bits, isV6);

    /// <summary>0.0.0.0, also the default value of the type.</summary>
    public static InetAddress AnyV4 => default;

    /// <summary>The address <c>::</c>.</summary>
    public static InetAddress AnyV6 => new(0, isV6: true);

    /// <summary>Whether this is an IPv6 address.</summary>
    public bool IsV6 => isV6;

    /// <summary>AF_INET (2) or AF_INET6 (10), as in Linux socket.h.</summary>
    public byte Family => isV6 ? (byte)10 : (byte)2;

    /// <summary>32 or 128.</summary>
    public byte MaxPrefixLength => isV6 ? (byte)128 : (byte)32;

    /// <summary>4 or 16.</summary>
    public int ByteLength => isV6 ? 16 : 4;

    /// <summary>Whether this is 0.0.0.0 or <c>::</c>.</summary>
    public bool IsAny => (high | low) == 0;

    /// <summary>Whether this is in 169.254.0.0/16 or fe80::/10.</summary>
    public bool IsLinkLocal => isV6 ? high >> 54 == 0x3fa : low >> 16 == 0xa9fe;

    /// <summary>The address one higher; null after 255.255.255.255 and the last IPv6 address.</summary>
    public InetAddress? Next => Bits == Highest ? null : new(Bits + 1, isV6);

    /// <summary>The address one lower; null before 0.0.0.0 and <c>::</c>.</summary>
    public InetAddress? Previous => IsAny ? null : new(Bits - 1, isV6);

    private UInt128 Highest => isV6 ? UInt128.MaxValue : uint.MaxValue;

    private UInt128 Bits => new(high, low);

    /// <summary>Makes an IPv4 address from its number in host byte order.</summary>
    public static InetAddress FromV4(uint number) => new(number, isV6: false);

    /// <summary>Makes an IPv6 address from its number in host byte order.</summary>
    public static InetAddress FromV6(UInt128 number) => new(number, isV6: true);

    /// <summary>Reads an address in network byte order; 4 bytes make IPv4, 16 make IPv6.</summary>
    /// <exception cref="ArgumentException">The length is neither 4 nor 16.</exception>
    public static InetAddress FromBytes(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        4 => FromV4(BinaryPrimitives.ReadUInt32BigEndian(bytes)),
        16 => FromV6(BinaryPrimitives.ReadUInt128BigEndian(bytes)),
        _ => throw new ArgumentException("an address has 4 or 16 bytes", nameof(bytes)),
    };

    /// <summary>Converts from the framework's type; a scope is dropped.</summary>
    public static InetAddress From(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var written);
        return FromBytes(bytes[..written]);
    }

    /// <summary>Reads dotted-quad IPv4 (four decimal numbers, as inet_pton(3)) or IPv6 text without scope.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out InetAddress address) =>
        TryParseV4(text, out address) || TryParseV6(text, out address);

    /// <summary>Reads exactly four decimal numbers of 0-255 with dots between them, as inet_pton(3) does.</summary>
    public static bool TryParseV4(ReadOnlySpan<char> text, out InetAddress address)
    {
        address = default;
        uint number = 0, octet = 0;
        int octets = 0, digits = 0;
        foreach (var c in text)
        {
            if (char.IsAsciiDigit(c))
            {
                octet = (octet * 10) + (uint)(c - '0');
                if (++digits > 3 || octet > 255 || (digits > 1 && octet < 10))
                {
                    return false;
                }
            }
            else if (c == '.' && digits > 0 && octets < 3)
            {
                number = (number << 8) | octet;
                octets++;
                octet = 0;
                digits = 0;
            }
            else
            {
                return false;
            }
        }

        if (octets != 3 || digits == 0)
        {
            return false;
        }

        address = FromV4((number << 8) | octet);
        return true;
    }

    /// <summary>Reads IPv6 text; a scope (<c>%eth0</c>) is refused.</summary>
    public static bool TryParseV6(ReadOnlySpan<char> text, out InetAddress address)
    {
        address = default;
        if (!text.Contains(':') || text.ContainsAny('%', '[', ']') || text.Contains('/'))
        {
            return false;
        }

        if (!IPAddress.TryParse(text, out var parsed) || parsed.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return false;
        }

        address = From(parsed);
        return true;
    }

    /// <summary>Writes the address in network byte order into the first 4 or 16 bytes.</summary>
    public void WriteBytes(Span<byte> destination)
    {
        if (isV6)
        {
            BinaryPrimitives.WriteUInt128BigEndian(destination, Bits);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)low);
        }
    }

    /// <summary>The address with all bits after the prefix zero.</summary>
    /// <param name="prefixLength">0 to <see cref="MaxPrefixLength"/>.</param>
    public InetAddress Masked(int prefixLength)
    {
        var host = MaxPrefixLength - prefixLength;
        return host >= 128 ? new(0, isV6) : new((Bits >> host) << host, isV6);
    }

    /// <summary>The address with all bits after the prefix one.</summary>
    /// <param name="prefixLength">0 to <see cref="MaxPrefixLength"/>.</param>
    public InetAddress LastOf(int prefixLength) =>
        prefixLength >= MaxPrefixLength ? this : new(Bits | (Highest >> prefixLength), isV6);

    /// <summary>Converts to the framework's type.</summary>
    public IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        WriteBytes(bytes);
        return new IPAddress(bytes[..ByteLength]);
    }

    /// <inheritdoc/>
    public int CompareTo(InetAddress other) =>
        isV6 != other.isV6 ? isV6.CompareTo(other.isV6) : Bits.CompareTo(other.Bits);

    /// <summary>The canonical text: dotted quad, or RFC 5952.</summary>
    public override string ToString() => isV6
        ? ToIPAddress().ToString()
        : string.Create(CultureInfo.InvariantCulture, $"{(byte)(low >> 24)}.{(byte)(low >> 16)}.{(byte)(low >> 8)}.{(byte)low}");

    /// <summary>Orders by family, then numerically.</summary>
    public static bool operator <(InetAddress left, InetAddress right) => left.CompareTo(right) < 0;

    /// <summary>Orders by family, then numerically.</summary>
    public static bool operator >(InetAddress left, InetAddress right) => left.CompareTo(right) > 0;

    /// <summary>Orders by family, then numerically.</summary>
    public static bool operator <=(InetAddress left, InetAddress right) => left.CompareTo(right) <= 0;

    /// <summary>Orders by family, then numerically.</summary>
    public static bool operator >=(InetAddress left, InetAddress right) => left.CompareTo(right) >= 0;
}

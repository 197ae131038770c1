using System.Runtime.InteropServices;
using System.Text;

namespace Koi.Netlink.Netfilter;

/// <summary>A key of a set or a datum of a map: up to 64 bytes compared by value; up to 16 need no allocation.</summary>
/// <remarks>Linux uapi nf_tables.h, NFTA_DATA_VALUE and NFT_DATA_VALUE_MAXLEN.</remarks>
public readonly struct ElementValue : IEquatable<ElementValue>
{
    /// <summary>In bytes.</summary>
    public const int MaxLength = 64;

    /// <summary>Of an interface's name in bytes (IFNAMSIZ less the zero).</summary>
    public const int MaxNameLength = 15;

    private const int InlineLength = 16;

    private readonly ulong first;       // bytes 0-7 in memory order, zero past the length
    private readonly ulong second;      // bytes 8-15, the same
    private readonly byte[]? rest;      // bytes 16 and on; null when there are none
    private readonly byte length;

    private ElementValue(ReadOnlySpan<byte> bytes)
    {
        Span<byte> start = stackalloc byte[InlineLength];
        bytes[..Math.Min(bytes.Length, InlineLength)].CopyTo(start);
        first = MemoryMarshal.Read<ulong>(start);
        second = MemoryMarshal.Read<ulong>(start[8..]);
        rest = bytes.Length > InlineLength ? bytes[InlineLength..].ToArray() : null;
        length = (byte)bytes.Length;
    }

    /// <summary>In bytes; 0 for the default value.</summary>
    public int Length => length;

    /// <summary>Copies bytes as the kernel has them.</summary>
    /// <exception cref="ArgumentException">There are more than <see cref="MaxLength"/>.</exception>
    public static ElementValue FromBytes(ReadOnlySpan<byte> bytes) => bytes.Length <= MaxLength
        ? new(bytes)
        : throw new ArgumentException($"a value has at most {MaxLength} bytes", nameof(bytes));

    /// <summary>An interface's name as 16 bytes, zeroes after it.</summary>
    /// <exception cref="ArgumentException">It is empty or longer than <see cref="MaxNameLength"/> bytes in UTF-8.</exception>
    public static ElementValue FromInterfaceName(string name)
    {
        Span<byte> bytes = stackalloc byte[InlineLength];
        bytes.Clear();
        return name.Length > 0 && Encoding.UTF8.TryGetBytes(name, bytes[..MaxNameLength], out _)
            ? new(bytes)
            : throw new ArgumentException($"an interface's name has 1 to {MaxNameLength} bytes: {name}", nameof(name));
    }

    /// <summary>An address as 4 or 16 bytes in network byte order.</summary>
    public static ElementValue FromAddress(InetAddress address)
    {
        Span<byte> bytes = stackalloc byte[InlineLength];
        address.WriteBytes(bytes);
        return new(bytes[..address.ByteLength]);
    }

    /// <summary>A mark as 4 bytes in host byte order.</summary>
    public static ElementValue FromMark(uint mark) => new(MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in mark)));

    /// <summary>Copies <see cref="Length"/> bytes.</summary>
    public void CopyTo(Span<byte> destination)
    {
        Span<byte> start = stackalloc byte[InlineLength];
        MemoryMarshal.Write(start, first);
        MemoryMarshal.Write(start[8..], second);
        start[..Math.Min((int)length, InlineLength)].CopyTo(destination);
        rest?.CopyTo(destination[InlineLength..]);
    }

    /// <summary>The bytes up to the first zero as UTF-8: an interface's name.</summary>
    public string ToInterfaceName()
    {
        Span<byte> bytes = stackalloc byte[MaxLength];
        CopyTo(bytes);
        bytes = bytes[..length];
        var end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }

    /// <summary>The address of 4 or 16 bytes; null when the length is another.</summary>
    public InetAddress? ToAddress()
    {
        if (length is not (4 or 16))
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[InlineLength];
        CopyTo(bytes);
        return InetAddress.FromBytes(bytes[..length]);
    }

    /// <summary>The number of 4 bytes in host byte order; null when the length is another.</summary>
    public uint? ToMark()
    {
        Span<byte> bytes = stackalloc byte[MaxLength];
        CopyTo(bytes);
        return length == sizeof(uint) ? ((ReadOnlySpan<byte>)bytes).Host32(0) : null;
    }

    /// <inheritdoc/>
    public bool Equals(ElementValue other) =>
        length == other.length && first == other.first && second == other.second && rest.AsSpan().SequenceEqual(other.rest);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ElementValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(first, second, length, rest?[^1]);

    /// <summary>The bytes in hexadecimal.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[MaxLength];
        CopyTo(bytes);
        return Convert.ToHexStringLower(bytes[..length]);
    }

    /// <summary>Whether all bytes are equal.</summary>
    public static bool operator ==(ElementValue left, ElementValue right) => left.Equals(right);

    /// <summary>Whether any byte differs.</summary>
    public static bool operator !=(ElementValue left, ElementValue right) => !left.Equals(right);
}

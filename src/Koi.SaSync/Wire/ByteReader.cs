using System.Buffers.Binary;
using System.Text;
using Koi.Netlink;

namespace Koi.SaSync.Wire;

/// <summary>Reads what <see cref="ByteWriter"/> wrote. What is missing reads as zero and sets <see cref="IsTorn"/>; nothing throws.</summary>
public ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> rest = bytes;

    /// <summary>Whether something was missing, or had a value that it cannot have.</summary>
    public bool IsTorn { get; private set; }

    /// <summary>Whether all was read and nothing was missing.</summary>
    public readonly bool IsComplete => rest.IsEmpty && !IsTorn;

    /// <summary>How many bytes are left.</summary>
    public readonly int Left => rest.Length;

    /// <summary>A byte.</summary>
    public byte UInt8() => Take(1) is [var value] ? value : (byte)0;

    /// <summary>Two bytes.</summary>
    public ushort UInt16() => Take(2) is { Length: 2 } two ? BinaryPrimitives.ReadUInt16LittleEndian(two) : (ushort)0;

    /// <summary>Four bytes.</summary>
    public uint UInt32() => Take(4) is { Length: 4 } four ? BinaryPrimitives.ReadUInt32LittleEndian(four) : 0;

    /// <summary>Eight bytes.</summary>
    public ulong UInt64() => Take(8) is { Length: 8 } eight ? BinaryPrimitives.ReadUInt64LittleEndian(eight) : 0;

    /// <summary>A byte that is 0 or 1.</summary>
    public bool Bool() => UpTo(1) == 1;

    /// <summary>A byte that is not above a limit.</summary>
    public byte UpTo(byte greatest)
    {
        var value = UInt8();
        IsTorn |= value > greatest;
        return value <= greatest ? value : (byte)0;
    }

    /// <summary>A count of four bytes, of things that take some bytes each.</summary>
    /// <param name="least">How many bytes each takes at least.</param>
    /// <returns>At most as many as the rest has room for; zero when it has not.</returns>
    public int Count(int least)
    {
        var count = UInt32();
        if (count > (uint)(rest.Length / least))
        {
            Fail();
            return 0;
        }

        return (int)count;
    }

    /// <summary>As many bytes.</summary>
    public ReadOnlySpan<byte> Raw(int count) => Take(count);

    /// <summary>A length of two bytes, and the bytes.</summary>
    public ReadOnlySpan<byte> Block() => Take(UInt16());

    /// <summary>A text with its length before it; what is not UTF-8 is replaced, control characters too.</summary>
    public string Text()
    {
        var text = Encoding.UTF8.GetString(Block());
        return text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? '?' : c)) : text;
    }

    /// <summary>An address.</summary>
    public InetAddress Address()
    {
        switch (UInt8())
        {
            case 4:
                return Take(4) is { Length: 4 } four ? InetAddress.FromBytes(four) : default;
            case 16:
                return Take(16) is { Length: 16 } sixteen ? InetAddress.FromBytes(sixteen) : default;
            default:
                Fail();
                return default;
        }
    }

    /// <summary>Says that a value cannot be; nothing more is read.</summary>
    public void Fail()
    {
        IsTorn = true;
        rest = [];
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > rest.Length)
        {
            Fail();
            return [];
        }

        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}

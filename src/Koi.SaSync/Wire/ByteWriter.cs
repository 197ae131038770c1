using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Koi.Netlink;

namespace Koi.SaSync.Wire;

/// <summary>Bytes in the order of sasyncd's protocol: fixed fields, little endian.</summary>
/// <remarks>The memory is reused, and may hold keys: <see cref="Clear"/> overwrites it.</remarks>
public sealed class ByteWriter
{
    private byte[] buffer = new byte[4096];

    /// <summary>How many bytes there are.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes so far.</summary>
    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, Length);

    /// <summary>Forgets all, and overwrites it.</summary>
    public void Clear()
    {
        CryptographicOperations.ZeroMemory(buffer.AsSpan(0, Length));
        Length = 0;
    }

    /// <summary>A byte.</summary>
    public void UInt8(byte value) => Take(1)[0] = value;

    /// <summary>Two bytes.</summary>
    public void UInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Take(2), value);

    /// <summary>Four bytes.</summary>
    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Take(4), value);

    /// <summary>Eight bytes.</summary>
    public void UInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Take(8), value);

    /// <summary>As they are.</summary>
    public void Raw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>A length of two bytes, and the bytes.</summary>
    public void Block(ReadOnlySpan<byte> bytes)
    {
        UInt16(checked((ushort)bytes.Length));
        Raw(bytes);
    }

    /// <summary>A text of at most 65,535 bytes of UTF-8, with its length before it.</summary>
    public void Text(string text) => Block(Encoding.UTF8.GetBytes(text));

    /// <summary>An address: its length in bytes, 4 or 16, and the address.</summary>
    public void Address(InetAddress address)
    {
        UInt8((byte)address.ByteLength);
        address.WriteBytes(Take(address.ByteLength));
    }

    /// <summary>Writes four bytes over what was written before.</summary>
    public void PutUInt32(int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(buffer.AsSpan(offset, 4), value);

    private Span<byte> Take(int count)
    {
        if (Length + count > buffer.Length)
        {
            var larger = new byte[Math.Max(buffer.Length * 2, Length + count)];
            Bytes.CopyTo(larger);
            CryptographicOperations.ZeroMemory(buffer);
            buffer = larger;
        }

        Length += count;
        return buffer.AsSpan(Length - count, count);
    }
}

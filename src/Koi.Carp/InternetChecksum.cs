using System.Buffers.Binary;

namespace Koi.Carp;

/// <summary>The Internet checksum; RFC 1071.</summary>
internal static class InternetChecksum
{
    /// <summary>The sum of 16-bit words, folded, not inverted; an odd byte at the end counts as the high one.</summary>
    /// <param name="bytes">What is summed.</param>
    /// <param name="sum">A sum to go on from, as of a pseudo header.</param>
    public static uint Sum(ReadOnlySpan<byte> bytes, uint sum = 0)
    {
        ulong total = sum;
        for (; bytes.Length > 1; bytes = bytes[2..])
        {
            total += BinaryPrimitives.ReadUInt16BigEndian(bytes);
        }

        total += bytes.IsEmpty ? 0u : (uint)bytes[0] << 8;
        while (total > ushort.MaxValue)
        {
            total = (total >> 16) + (total & ushort.MaxValue);
        }

        return (uint)total;
    }

    /// <summary>Writes the checksum of all bytes over two of them, which count as zero.</summary>
    /// <param name="bytes">What is summed.</param>
    /// <param name="offset">Of the two.</param>
    /// <param name="sum">A sum to go on from, as of a pseudo header.</param>
    public static void Fill(Span<byte> bytes, int offset, uint sum = 0)
    {
        var field = bytes.Slice(offset, 2);
        field.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(field, (ushort)~Sum(bytes, sum));
    }

    /// <summary>Whether the checksum among the bytes is theirs.</summary>
    public static bool Holds(ReadOnlySpan<byte> bytes) => Sum(bytes) == ushort.MaxValue;
}

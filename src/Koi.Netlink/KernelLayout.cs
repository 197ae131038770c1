using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Koi.Netlink;

/// <summary>Fields of kernel structures at byte offsets. Host means the machine's byte order, Big the network's.</summary>
internal static class KernelLayout
{
    /// <summary>AF_INET of Linux socket.h.</summary>
    public const byte AF_INET = 2;

    /// <summary>AF_INET6 of Linux socket.h.</summary>
    public const byte AF_INET6 = 10;

    public static ushort Host16(this ReadOnlySpan<byte> bytes, int offset) => MemoryMarshal.Read<ushort>(bytes[offset..]);

    public static uint Host32(this ReadOnlySpan<byte> bytes, int offset) => MemoryMarshal.Read<uint>(bytes[offset..]);

    public static int HostInt32(this ReadOnlySpan<byte> bytes, int offset) => MemoryMarshal.Read<int>(bytes[offset..]);

    public static ulong Host64(this ReadOnlySpan<byte> bytes, int offset) => MemoryMarshal.Read<ulong>(bytes[offset..]);

    public static ushort Big16(this ReadOnlySpan<byte> bytes, int offset) =>
        BinaryPrimitives.ReadUInt16BigEndian(bytes[offset..]);

    public static uint Big32(this ReadOnlySpan<byte> bytes, int offset) =>
        BinaryPrimitives.ReadUInt32BigEndian(bytes[offset..]);

    public static ulong Big64(this ReadOnlySpan<byte> bytes, int offset) =>
        BinaryPrimitives.ReadUInt64BigEndian(bytes[offset..]);

    /// <summary>Reads a field of 16 bytes of which IPv4 uses the first 4 (xfrm_address_t).</summary>
    public static InetAddress Address(this ReadOnlySpan<byte> bytes, int offset, bool isV6) =>
        InetAddress.FromBytes(bytes.Slice(offset, isV6 ? 16 : 4));

    public static void PutHost16(this Span<byte> bytes, int offset, ushort value) =>
        MemoryMarshal.Write(bytes[offset..], value);

    public static void PutHost32(this Span<byte> bytes, int offset, uint value) =>
        MemoryMarshal.Write(bytes[offset..], value);

    public static void PutHostInt32(this Span<byte> bytes, int offset, int value) =>
        MemoryMarshal.Write(bytes[offset..], value);

    public static void PutHost64(this Span<byte> bytes, int offset, ulong value) =>
        MemoryMarshal.Write(bytes[offset..], value);

    public static void PutBig16(this Span<byte> bytes, int offset, ushort value) =>
        BinaryPrimitives.WriteUInt16BigEndian(bytes[offset..], value);

    public static void PutBig32(this Span<byte> bytes, int offset, uint value) =>
        BinaryPrimitives.WriteUInt32BigEndian(bytes[offset..], value);

    public static void PutBig64(this Span<byte> bytes, int offset, ulong value) =>
        BinaryPrimitives.WriteUInt64BigEndian(bytes[offset..], value);

    /// <summary>Writes 4 or 16 bytes; the rest of an xfrm_address_t stays as it is.</summary>
    public static void PutAddress(this Span<byte> bytes, int offset, InetAddress address) =>
        address.WriteBytes(bytes[offset..]);
}

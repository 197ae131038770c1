using System.Text;
using static Koi.Netlink.NetlinkHeader;

namespace Koi.Netlink;

/// <summary>
/// Walks attributes. Lengths are never trusted: what does not fit ends the walk and sets <see cref="IsMalformed"/>,
/// which stays set and is asked once, after the walk. Attributes a caller does not know are normal.
/// </summary>
/// <remarks>Linux uapi netlink.h, struct nlattr: nla_len 0 (2, header included), nla_type 2 (2), payload 4, padded to 4.</remarks>
public ref struct AttributeReader
{
    private ReadOnlySpan<byte> rest;    // what follows the current attribute

    /// <summary>Walks these bytes.</summary>
    public AttributeReader(ReadOnlySpan<byte> bytes) => rest = bytes;

    /// <summary>A reader that has nothing and is malformed: what a message too short for its body yields.</summary>
    public static AttributeReader Malformed => new([]) { IsMalformed = true };

    /// <summary>Whether a length was wrong, here or in an attribute read as something larger than it is.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>nla_type without its two flag bits.</summary>
    public ushort Type { get; private set; }

    /// <summary>The payload.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Steps to the next attribute; false at the end and at the first one that does not fit.</summary>
    public bool Next()
    {
        if (rest.IsEmpty || IsMalformed)
        {
            return false;
        }

        if (rest.Length < NLA_HDRLEN)
        {
            return Fail();
        }

        var length = rest.Host16(0);
        if (length < NLA_HDRLEN || length > rest.Length)
        {
            return Fail();
        }

        Type = (ushort)(rest.Host16(2) & NLA_TYPE_MASK);
        Value = rest[NLA_HDRLEN..length];
        rest = rest[Math.Min(Align(length), rest.Length)..];
        return true;
    }

    /// <summary>The first byte.</summary>
    public byte AsUInt8() => Structure(1)[0];

    /// <summary>2 bytes in host byte order.</summary>
    public ushort AsUInt16() => Structure(2).Host16(0);

    /// <summary>2 bytes in network byte order.</summary>
    public ushort AsBigUInt16() => Structure(2).Big16(0);

    /// <summary>4 bytes in network byte order.</summary>
    public uint AsBigUInt32() => Structure(4).Big32(0);

    /// <summary>8 bytes in network byte order.</summary>
    public ulong AsBigUInt64() => Structure(8).Big64(0);

    /// <summary>4 bytes in host byte order.</summary>
    public uint AsUInt32() => Structure(4).Host32(0);

    /// <summary>4 bytes in host byte order.</summary>
    public int AsInt32() => Structure(4).HostInt32(0);

    /// <summary>8 bytes in host byte order.</summary>
    public ulong AsUInt64() => Structure(8).Host64(0);

    /// <summary>UTF-8 up to the first zero byte or the end.</summary>
    public readonly string AsText()
    {
        var end = Value.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? Value : Value[..end]);
    }

    /// <summary>An address of 4 or 16 bytes.</summary>
    public InetAddress AsAddress()
    {
        if (Value.Length is 4 or 16)
        {
            return InetAddress.FromBytes(Value);
        }

        IsMalformed = true;
        return default;
    }

    /// <summary>The payload as a structure of at least so many bytes (newer kernels may append fields).</summary>
    /// <returns>The payload, or so many zero bytes when it is too short.</returns>
    public ReadOnlySpan<byte> Structure(int minimumLength)
    {
        if (Value.Length >= minimumLength)
        {
            return Value;
        }

        IsMalformed = true;
        return new byte[minimumLength];
    }

    /// <summary>The payload as attributes. Pass the finished walk to <see cref="Join"/>.</summary>
    public readonly AttributeReader Nested() => new(Value);

    /// <summary>The payload after a structure, as attributes. Pass the finished walk to <see cref="Join"/>.</summary>
    public readonly AttributeReader Nested(int structureLength) =>
        Value.Length < structureLength ? Malformed : new(Value[Math.Min(Align(structureLength), Value.Length)..]);

    /// <summary>Takes over a nested walk's <see cref="IsMalformed"/>.</summary>
    public void Join(in AttributeReader nested) => IsMalformed |= nested.IsMalformed;

    /// <summary>Says that a value is not what it must be.</summary>
    public void Reject() => IsMalformed = true;

    private bool Fail()
    {
        IsMalformed = true;
        return false;
    }
}

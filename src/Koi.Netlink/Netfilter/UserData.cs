using System.Text;

namespace Koi.Netlink.Netfilter;

/// <summary>
/// What nft(8) leaves for itself in tables, chains, rules, sets and elements, which the kernel only keeps: type 0 (1), length 1 (1), value.
/// </summary>
/// <remarks>libnftnl udata.h; numbers are 4 bytes in host byte order, texts end with a zero byte; 256 bytes in all.</remarks>
internal ref struct UserDataWriter
{
    public const byte NFTNL_UDATA_TABLE_COMMENT = 0;
    public const byte NFTNL_UDATA_CHAIN_COMMENT = 0;
    public const byte NFTNL_UDATA_RULE_COMMENT = 0;

    public const byte NFTNL_UDATA_SET_KEYBYTEORDER = 0;
    public const byte NFTNL_UDATA_SET_DATABYTEORDER = 1;
    public const byte NFTNL_UDATA_SET_MERGE_ELEMENTS = 2;
    public const byte NFTNL_UDATA_SET_DATA_INTERVAL = 6;
    public const byte NFTNL_UDATA_SET_COMMENT = 7;

    public const byte NFTNL_UDATA_SET_ELEM_COMMENT = 0;
    public const byte NFTNL_UDATA_SET_ELEM_FLAGS = 1;
    public const uint NFTNL_SET_ELEM_F_INTERVAL_OPEN = 1;

    /// <summary>Of the whole, as the kernel takes it (NFT_USERDATA_MAXLEN).</summary>
    public const int MaxLength = 256;

    /// <summary>Of a comment in UTF-8, as nft takes it (NFTNL_UDATA_COMMENT_MAXLEN).</summary>
    public const int MaxCommentLength = 128;

    private readonly Span<byte> buffer;
    private int length;

    /// <summary>Writes into these <see cref="MaxLength"/> bytes.</summary>
    public UserDataWriter(Span<byte> buffer) => this.buffer = buffer;

    public readonly ReadOnlySpan<byte> Written => buffer[..length];

    public void UInt32(byte type, uint value) => Append(type, sizeof(uint)).PutHost32(0, value);

    /// <summary>Appends a comment; nothing for null.</summary>
    /// <exception cref="ArgumentException">It is longer than <see cref="MaxCommentLength"/>.</exception>
    public void Comment(byte type, string? comment)
    {
        if (comment is null)
        {
            return;
        }

        var bytes = Encoding.UTF8.GetByteCount(comment);
        if (bytes > MaxCommentLength)
        {
            throw new ArgumentException($"a comment has at most {MaxCommentLength} bytes", nameof(comment));
        }

        var value = Append(type, bytes + 1);
        Encoding.UTF8.GetBytes(comment, value);
        value[bytes] = 0;
    }

    private Span<byte> Append(byte type, int valueLength)
    {
        buffer[length] = type;
        buffer[length + 1] = (byte)valueLength;
        length += 2 + valueLength;
        return buffer[(length - valueLength)..length];
    }
}

/// <summary>Walks user data. Anyone may have put anything there: the walk ends where it makes no sense.</summary>
internal ref struct UserDataReader
{
    private ReadOnlySpan<byte> rest;    // what follows the current entry

    public UserDataReader(ReadOnlySpan<byte> bytes) => rest = bytes;

    public byte Type { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    public bool Next()
    {
        if (rest.Length < 2 || rest.Length < 2 + rest[1])
        {
            return false;
        }

        Type = rest[0];
        Value = rest.Slice(2, rest[1]);
        rest = rest[(2 + rest[1])..];
        return true;
    }

    /// <summary>4 bytes in host byte order; 0 when there are fewer.</summary>
    public readonly uint AsUInt32() => Value.Length < sizeof(uint) ? 0 : Value.Host32(0);

    /// <summary>UTF-8 up to the first zero byte or the end.</summary>
    public readonly string AsText()
    {
        var end = Value.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? Value : Value[..end]);
    }

    /// <summary>The first text of this type; null when there is none.</summary>
    public static string? FindText(ReadOnlySpan<byte> bytes, byte type)
    {
        var entries = new UserDataReader(bytes);
        while (entries.Next())
        {
            if (entries.Type == type)
            {
                return entries.AsText();
            }
        }

        return null;
    }
}

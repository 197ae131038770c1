using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Koi.SaSync.Wire;

/// <summary>
/// Frames as bytes: <c>u32 length | u8 type | u8 flags | u16 reserved | u64 sequence | body</c>, little endian; the length is the body's.
/// TLS carries them, and their integrity.
/// </summary>
public static class FrameCodec
{
    /// <summary>The version of this protocol.</summary>
    public const ushort Version = 1;

    /// <summary>In bytes.</summary>
    public const int HeaderLength = 16;

    /// <summary>In bytes, the header included.</summary>
    public const int GreatestLength = 256 * 1024;

    private const int LeastSa = 70;
    private const int LeastKey = 11;
    private const int LeastPolicy = 80;
    private const int LeastPolicyId = 20;
    private const int LeastCounter = 45;

    /// <summary>The second byte pair of a header, and what it means.</summary>
    private enum Kind : byte
    {
        Hello = 1,
        State,
        SnapshotBegin,
        SnapshotEnd,
        SaPut,
        SaDelete,
        PolicyPut,
        PolicyDelete,
        Flush,
        Counters,
        Final,
        Ack,
        Resync,
        Ping,
        Pong,
        Error,
    }

    /// <summary>Whether a header can be one, and how long its frame is.</summary>
    /// <param name="header"><see cref="HeaderLength"/> bytes.</param>
    /// <param name="length">Of the frame, the header included.</param>
    public static bool TryReadLength(ReadOnlySpan<byte> header, out int length)
    {
        var body = BinaryPrimitives.ReadUInt32LittleEndian(header);
        length = body <= GreatestLength - HeaderLength ? (int)body + HeaderLength : 0;
        return length > 0 && (Kind)header[4] is >= Kind.Hello and <= Kind.Error && header[5] == 0 && header[6] == 0 && header[7] == 0;
    }

    /// <summary>Writes a frame.</summary>
    /// <param name="writer">Gets it, behind what it holds.</param>
    /// <param name="frame">What is said.</param>
    /// <param name="sequence">Its number in this connection and direction, from 1.</param>
    /// <param name="now">Seconds since 1970, from which ages are counted.</param>
    public static void Write(ByteWriter writer, SyncFrame frame, ulong sequence, ulong now)
    {
        var start = writer.Length;
        writer.UInt32(0);
        writer.UInt32((byte)KindOf(frame));
        writer.UInt64(sequence);
        WriteBody(writer, frame, now);
        writer.PutUInt32(start, (uint)(writer.Length - start - HeaderLength));
    }

    /// <summary>Reads a frame.</summary>
    /// <param name="bytes">All of it.</param>
    /// <param name="now">Seconds since 1970, from which ages are counted.</param>
    /// <param name="sequence">Its number.</param>
    /// <returns>Null when the bytes are no frame.</returns>
    public static SyncFrame? Read(ReadOnlySpan<byte> bytes, ulong now, out ulong sequence)
    {
        sequence = 0;
        if (bytes.Length < HeaderLength || !TryReadLength(bytes, out var length) || length != bytes.Length)
        {
            return null;
        }

        sequence = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        var reader = new ByteReader(bytes[HeaderLength..]);
        var frame = ReadBody(ref reader, (Kind)bytes[4], now);
        return reader.IsComplete ? frame : null;
    }

    /// <summary>How many bytes an SA takes in a frame, keys and numbers included.</summary>
    internal static void WriteOffered(ByteWriter writer, OfferedSa offered, ulong now)
    {
        writer.UInt32(offered.Handle);
        SaFields.WriteShape(writer, offered.Sa);
        SaFields.WriteNumbers(writer, offered.Numbers, now);
        writer.UInt64(SaFields.AgeOf(offered.AddTime, now));
    }

    private static Kind KindOf(SyncFrame frame) => frame switch
    {
        SyncFrame.Hello => Kind.Hello,
        SyncFrame.State => Kind.State,
        SyncFrame.SnapshotBegin => Kind.SnapshotBegin,
        SyncFrame.SnapshotEnd => Kind.SnapshotEnd,
        SyncFrame.SaPut => Kind.SaPut,
        SyncFrame.SaDelete => Kind.SaDelete,
        SyncFrame.PolicyPut => Kind.PolicyPut,
        SyncFrame.PolicyDelete => Kind.PolicyDelete,
        SyncFrame.Flush => Kind.Flush,
        SyncFrame.Counters => Kind.Counters,
        SyncFrame.Final => Kind.Final,
        SyncFrame.Ack => Kind.Ack,
        SyncFrame.Resync => Kind.Resync,
        SyncFrame.Ping => Kind.Ping,
        SyncFrame.Pong => Kind.Pong,
        SyncFrame.Error => Kind.Error,
        _ => throw new ArgumentException("a frame of no kind", nameof(frame)),
    };

    private static void WriteBody(ByteWriter writer, SyncFrame frame, ulong now)
    {
        switch (frame)
        {
            case SyncFrame.Hello hello:
                writer.UInt16(hello.Version);
                writer.UInt64(hello.Node);
                writer.UInt8((byte)hello.Role);
                writer.UInt64(hello.Epoch);
                writer.Text(hello.You);
                WriteAll(writer, hello.Peers, writer.Text);
                break;
            case SyncFrame.State state:
                writer.UInt8((byte)state.Role);
                writer.UInt64(state.Epoch);
                break;
            case SyncFrame.SnapshotBegin begin:
                writer.UInt64(begin.Epoch);
                writer.UInt32(begin.Sas);
                writer.UInt32(begin.Policies);
                break;
            case SyncFrame.SnapshotEnd end:
                writer.UInt64(end.Epoch);
                break;
            case SyncFrame.SaPut put:
                WriteAll(writer, put.Sas, sa => WriteOffered(writer, sa, now));
                break;
            case SyncFrame.SaDelete delete:
                WriteAll(writer, delete.Keys, key => SaFields.WriteKey(writer, key));
                break;
            case SyncFrame.PolicyPut put:
                WriteAll(writer, put.Policies, policy => PolicyFields.Write(writer, policy));
                break;
            case SyncFrame.PolicyDelete delete:
                WriteAll(writer, delete.Ids, id => PolicyFields.WriteId(writer, id));
                break;
            case SyncFrame.Flush flush:
                writer.UInt8(flush.IsPolicies ? (byte)1 : (byte)0);
                writer.UInt8(flush.Protocol);
                break;
            case SyncFrame.Counters counters:
                WriteAll(writer, counters.Records, record =>
                {
                    writer.UInt32(record.Handle);
                    SaFields.WriteNumbers(writer, record.Numbers, now);
                });
                break;
            case SyncFrame.Final final:
                WriteAll(writer, final.Numbers, number =>
                {
                    SaFields.WriteKey(writer, number.Key);
                    writer.UInt64(number.Out);
                });
                break;
            case SyncFrame.Ack ack:
                writer.UInt64(ack.Sequence);
                break;
            case SyncFrame.Resync resync:
                writer.Text(resync.Reason);
                break;
            case SyncFrame.Ping ping:
                writer.UInt64(ping.Time);
                writer.UInt8(ping.Digest is null ? (byte)0 : (byte)1);
                if (ping.Digest is { } digest)
                {
                    writer.UInt64(digest.Sum);
                    writer.UInt32(digest.Sas);
                    writer.UInt32(digest.Policies);
                }

                break;
            case SyncFrame.Pong pong:
                writer.UInt64(pong.Time);
                break;
            case SyncFrame.Error error:
                writer.UInt16(error.Code);
                writer.Text(error.Text);
                break;
            default:
                throw new ArgumentException("a frame of no kind", nameof(frame));
        }
    }

    private static SyncFrame? ReadBody(ref ByteReader reader, Kind kind, ulong now) => kind switch
    {
        Kind.Hello => new SyncFrame.Hello(
            reader.UInt16(),
            reader.UInt64(),
            ReadRole(ref reader),
            reader.UInt64(),
            reader.Text(),
            ReadAll(ref reader, 2, now, static (ref r, _) => r.Text())),
        Kind.State => new SyncFrame.State(ReadRole(ref reader), reader.UInt64()),
        Kind.SnapshotBegin => new SyncFrame.SnapshotBegin(reader.UInt64(), reader.UInt32(), reader.UInt32()),
        Kind.SnapshotEnd => new SyncFrame.SnapshotEnd(reader.UInt64()),
        Kind.SaPut => new SyncFrame.SaPut(ReadAll(ref reader, LeastSa, now, ReadOffered)),
        Kind.SaDelete => new SyncFrame.SaDelete(ReadAll(ref reader, LeastKey, now, static (ref r, _) => SaFields.ReadKey(ref r))),
        Kind.PolicyPut => new SyncFrame.PolicyPut(ReadAll(ref reader, LeastPolicy, now, static (ref r, _) => PolicyFields.Read(ref r))),
        Kind.PolicyDelete => new SyncFrame.PolicyDelete(
            ReadAll(ref reader, LeastPolicyId, now, static (ref r, _) => PolicyFields.ReadId(ref r))),
        Kind.Flush => new SyncFrame.Flush(reader.Bool(), reader.UInt8()),
        Kind.Counters => new SyncFrame.Counters(ReadAll(
            ref reader, LeastCounter, now, static (ref r, now) => new CounterRecord(r.UInt32(), SaFields.ReadNumbers(ref r, now)))),
        Kind.Final => new SyncFrame.Final(ReadAll(
            ref reader, LeastKey + 8, now, static (ref r, _) => new LastNumber(SaFields.ReadKey(ref r), r.UInt64()))),
        Kind.Ack => new SyncFrame.Ack(reader.UInt64()),
        Kind.Resync => new SyncFrame.Resync(reader.Text()),
        Kind.Ping => new SyncFrame.Ping(
            reader.UInt64(), reader.Bool() ? new TableDigest(reader.UInt64(), reader.UInt32(), reader.UInt32()) : null),
        Kind.Pong => new SyncFrame.Pong(reader.UInt64()),
        Kind.Error => new SyncFrame.Error(reader.UInt16(), reader.Text()),
        _ => null,
    };

    private static SyncRole ReadRole(ref ByteReader reader) => (SyncRole)reader.UpTo((byte)SyncRole.Master);

    private static OfferedSa ReadOffered(ref ByteReader reader, ulong now) => new(
        reader.UInt32(), SaFields.ReadShape(ref reader), SaFields.ReadNumbers(ref reader, now), SaFields.TimeOf(reader.UInt64(), now));

    private static void WriteAll<T>(ByteWriter writer, ImmutableArray<T> items, Action<T> write)
    {
        writer.UInt32((uint)items.Length);
        foreach (var item in items)
        {
            write(item);
        }
    }

    private delegate T ItemReader<T>(ref ByteReader reader, ulong now);

    private static ImmutableArray<T> ReadAll<T>(ref ByteReader reader, int least, ulong now, ItemReader<T> read)
    {
        var items = ImmutableArray.CreateBuilder<T>(reader.Count(least));
        for (var index = 0; index < items.Capacity && !reader.IsTorn; index++)
        {
            items.Add(read(ref reader, now));
        }

        return items.DrainToImmutable();
    }
}

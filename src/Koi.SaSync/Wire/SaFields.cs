using System.Collections.Immutable;
using Koi.Netlink.Xfrm;

namespace Koi.SaSync.Wire;

/// <summary>
/// An SA in sasyncd's own form, which does not depend on the kernel's structs, the byte order or the release. Times are ages, so that clocks
/// need not agree.
/// </summary>
internal static class SaFields
{
    private const int GreatestWindowWords = 128;

    /// <summary>What an SA has besides what all have.</summary>
    [Flags]
    private enum Parts : uint
    {
        None = 0,
        ExtraFlags = 1,
        Authentication = 2,
        Encryption = 4,
        Aead = 8,
        Compression = 0x10,
        Encapsulation = 0x20,
        Mark = 0x40,
        SetMark = 0x80,
        InterfaceId = 0x100,
        Direction = 0x200,
        Replay = 0x400,
        ReplayEsn = 0x800,
        MappingThreshold = 0x1000,
        Padding = 0x2000,
        CareOf = 0x4000,
        All = 0x7fff,
    }

    /// <summary>Writes an SA without its numbers.</summary>
    public static void WriteShape(ByteWriter writer, SecurityAssociation sa)
    {
        var parts = PartsOf(sa);
        writer.UInt32((uint)parts);
        WriteKey(writer, new SaKey(sa.Id, null));
        writer.Address(sa.Source);
        writer.UInt8((byte)sa.Mode);
        SelectorFields.Write(writer, sa.Selector);
        writer.UInt32(sa.RequestId);
        writer.UInt8(sa.ReplayWindow);
        writer.UInt8((byte)sa.Flags);
        PolicyFields.WriteLimits(writer, sa.Limits);
        WriteOptional(writer, sa.ExtraFlags);
        if (sa.Authentication is { } authentication)
        {
            WriteAlgorithm(writer, authentication.Name, authentication.Key);
            writer.UInt32(authentication.TruncationBits);
        }

        WriteAlgorithm(writer, sa.Encryption);
        if (sa.Aead is { } aead)
        {
            WriteAlgorithm(writer, aead.Name, aead.Key);
            writer.UInt32(aead.IcvBits);
        }

        WriteAlgorithm(writer, sa.Compression);
        if (sa.Encapsulation is { } encapsulation)
        {
            writer.UInt16(encapsulation.Type);
            writer.UInt16(encapsulation.SourcePort);
            writer.UInt16(encapsulation.DestinationPort);
            writer.Address(encapsulation.OriginalAddress);
        }

        WriteMark(writer, sa.Mark);
        WriteMark(writer, sa.SetMark);
        WriteOptional(writer, sa.InterfaceId);
        if (sa.Direction is { } direction)
        {
            writer.UInt8(direction);
        }

        if (sa.ReplayEsn is { } esn)
        {
            writer.UInt32(esn.ReplayWindow);
            writer.UInt8((byte)esn.Bitmap.Length);
        }

        WriteOptional(writer, sa.MappingThreshold);
        WriteOptional(writer, sa.TrafficFlowPadding);
        if (sa.CareOfAddress is { } careOf)
        {
            writer.Address(careOf);
        }
    }

    /// <summary>Reads an SA; its numbers are zero.</summary>
    public static SecurityAssociation ReadShape(ref ByteReader reader)
    {
        var parts = (Parts)reader.UInt32();
        if ((parts & ~Parts.All) != Parts.None)
        {
            reader.Fail();
        }

        var id = ReadKey(ref reader).Id;
        var sa = new SecurityAssociation
        {
            Id = id,
            Source = reader.Address(),
            Mode = (XfrmMode)reader.UpTo((byte)XfrmMode.IpTfs),
            Selector = SelectorFields.Read(ref reader),
            RequestId = reader.UInt32(),
            ReplayWindow = reader.UInt8(),
            Flags = (StateFlags)reader.UInt8(),
            Limits = PolicyFields.ReadLimits(ref reader),
            ExtraFlags = Has(Parts.ExtraFlags) ? reader.UInt32() : null,
            Authentication = Has(Parts.Authentication) ? ReadAuthentication(ref reader) : null,
            Encryption = Has(Parts.Encryption) ? ReadAlgorithm(ref reader) : null,
            Aead = Has(Parts.Aead) ? ReadAead(ref reader) : null,
            Compression = Has(Parts.Compression) ? ReadAlgorithm(ref reader) : null,
            Encapsulation = Has(Parts.Encapsulation)
                ? new(reader.UInt16(), reader.UInt16(), reader.UInt16(), reader.Address()) : null,
            Mark = Has(Parts.Mark) ? ReadMark(ref reader) : null,
            SetMark = Has(Parts.SetMark) ? ReadMark(ref reader) : null,
            InterfaceId = Has(Parts.InterfaceId) ? reader.UInt32() : null,
            Direction = Has(Parts.Direction) ? reader.UpTo(2) : null,
            Replay = Has(Parts.Replay) ? default(ReplayState) : null,
            ReplayEsn = Has(Parts.ReplayEsn) ? ReadWindow(ref reader) : null,
            MappingThreshold = Has(Parts.MappingThreshold) ? reader.UInt32() : null,
            TrafficFlowPadding = Has(Parts.Padding) ? reader.UInt32() : null,
            CareOfAddress = Has(Parts.CareOf) ? reader.Address() : null,
        };
        if (id.Destination.IsV6 != sa.Source.IsV6 || sa.IsKernelMade)
        {
            reader.Fail();
        }

        return sa;

        bool Has(Parts part) => (parts & part) != Parts.None;
    }

    /// <summary>Writes an SA's key.</summary>
    public static void WriteKey(ByteWriter writer, SaKey key)
    {
        writer.Address(key.Id.Destination);
        writer.UInt32(key.Id.Spi);
        writer.UInt8(key.Id.Protocol);
        writer.UInt8(key.Mark is null ? (byte)0 : (byte)1);
        WriteMark(writer, key.Mark);
    }

    /// <summary>Reads an SA's key.</summary>
    public static SaKey ReadKey(ref ByteReader reader) => new(
        new SaId(reader.Address(), reader.UInt32(), reader.UInt8()), reader.Bool() ? ReadMark(ref reader) : null);

    /// <summary>Writes an SA's numbers.</summary>
    /// <param name="writer">Gets them.</param>
    /// <param name="numbers">The numbers.</param>
    /// <param name="now">Seconds since 1970.</param>
    public static void WriteNumbers(ByteWriter writer, in SaNumbers numbers, ulong now)
    {
        writer.UInt64(numbers.Out);
        writer.UInt64(numbers.In);
        writer.UInt8((byte)numbers.Bitmap.Length);
        foreach (var word in numbers.Bitmap)
        {
            writer.UInt32(word);
        }

        writer.UInt64(numbers.Bytes);
        writer.UInt64(numbers.Packets);
        writer.UInt64(AgeOf(numbers.UseTime, now));
    }

    /// <summary>Reads an SA's numbers.</summary>
    public static SaNumbers ReadNumbers(ref ByteReader reader, ulong now)
    {
        var (sent, received) = (reader.UInt64(), reader.UInt64());
        var words = reader.UpTo(GreatestWindowWords);
        var bitmap = ImmutableArray.CreateBuilder<uint>(words);
        for (var word = 0; word < words; word++)
        {
            bitmap.Add(reader.UInt32());
        }

        return new(sent, received, bitmap.MoveToImmutable(), reader.UInt64(), reader.UInt64(), TimeOf(reader.UInt64(), now));
    }

    /// <summary>How long ago something was, and one more; 0 for never.</summary>
    public static ulong AgeOf(ulong time, ulong now) => time == 0 ? 0 : now > time ? now - time + 1 : 1;

    /// <summary>When something was that is so old.</summary>
    public static ulong TimeOf(ulong age, ulong now) => age == 0 ? 0 : now >= age ? now - age + 1 : 1;

    /// <summary>Writes a mark, when there is one.</summary>
    public static void WriteMark(ByteWriter writer, XfrmMark? mark)
    {
        if (mark is { } given)
        {
            writer.UInt32(given.Value);
            writer.UInt32(given.Mask);
        }
    }

    /// <summary>Reads a mark.</summary>
    public static XfrmMark ReadMark(ref ByteReader reader) => new(reader.UInt32(), reader.UInt32());

    private static Parts PartsOf(SecurityAssociation sa) =>
        (sa.ExtraFlags is null ? Parts.None : Parts.ExtraFlags)
        | (sa.Authentication is null ? Parts.None : Parts.Authentication)
        | (sa.Encryption is null ? Parts.None : Parts.Encryption)
        | (sa.Aead is null ? Parts.None : Parts.Aead)
        | (sa.Compression is null ? Parts.None : Parts.Compression)
        | (sa.Encapsulation is null ? Parts.None : Parts.Encapsulation)
        | (sa.Mark is null ? Parts.None : Parts.Mark)
        | (sa.SetMark is null ? Parts.None : Parts.SetMark)
        | (sa.InterfaceId is null ? Parts.None : Parts.InterfaceId)
        | (sa.Direction is null ? Parts.None : Parts.Direction)
        | (sa.Replay is null ? Parts.None : Parts.Replay)
        | (sa.ReplayEsn is null ? Parts.None : Parts.ReplayEsn)
        | (sa.MappingThreshold is null ? Parts.None : Parts.MappingThreshold)
        | (sa.TrafficFlowPadding is null ? Parts.None : Parts.Padding)
        | (sa.CareOfAddress is null ? Parts.None : Parts.CareOf);

    private static void WriteOptional(ByteWriter writer, uint? value)
    {
        if (value is { } given)
        {
            writer.UInt32(given);
        }
    }

    private static void WriteAlgorithm(ByteWriter writer, Algorithm? algorithm)
    {
        if (algorithm is not null)
        {
            WriteAlgorithm(writer, algorithm.Name, algorithm.Key);
        }
    }

    private static void WriteAlgorithm(ByteWriter writer, string name, KeyMaterial key)
    {
        writer.Text(name);
        writer.Block(key.Bytes);
    }

    private static Algorithm ReadAlgorithm(ref ByteReader reader) => new(ReadName(ref reader), new KeyMaterial(reader.Block()));

    private static AuthenticationAlgorithm ReadAuthentication(ref ByteReader reader) =>
        new(ReadName(ref reader), new KeyMaterial(reader.Block()), reader.UInt32());

    private static AeadAlgorithm ReadAead(ref ByteReader reader) =>
        new(ReadName(ref reader), new KeyMaterial(reader.Block()), reader.UInt32());

    // xfrm.h: char alg_name[64]
    private static string ReadName(ref ByteReader reader)
    {
        var name = reader.Text();
        if (name.Length is 0 or > 63 || name.Any(c => c is <= ' ' or > '~'))
        {
            reader.Fail();
        }

        return name;
    }

    private static ReplayEsnState ReadWindow(ref ByteReader reader)
    {
        var window = reader.UInt32();
        var words = reader.UpTo(GreatestWindowWords);
        if (window > words * 32u)
        {
            reader.Fail();
        }

        return new ReplayEsnState(0, 0, 0, 0, window, [.. new uint[words]]);
    }
}

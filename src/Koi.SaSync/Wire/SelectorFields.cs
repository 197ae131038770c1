using Koi.Netlink;
using Koi.Netlink.Xfrm;

namespace Koi.SaSync.Wire;

/// <summary>A selector in sasyncd's form. Interface and user are numbers of one machine and are not in it.</summary>
internal static class SelectorFields
{
    public static void Write(ByteWriter writer, in Selector selector)
    {
        WritePrefix(writer, selector.Source);
        WritePrefix(writer, selector.Destination);
        writer.UInt8(selector.Protocol);
        writer.UInt16(selector.SourcePort);
        writer.UInt16(selector.SourcePortMask);
        writer.UInt16(selector.DestinationPort);
        writer.UInt16(selector.DestinationPortMask);
        writer.UInt8(selector.IsFamilyUnspecified ? (byte)1 : (byte)0);
    }

    public static Selector Read(ref ByteReader reader)
    {
        var selector = new Selector(
            ReadPrefix(ref reader),
            ReadPrefix(ref reader),
            reader.UInt8(),
            reader.UInt16(),
            reader.UInt16(),
            reader.UInt16(),
            reader.UInt16())
        {
            IsFamilyUnspecified = reader.Bool(),
        };
        if (selector.Source.Address.IsV6 != selector.Destination.Address.IsV6)
        {
            reader.Fail();
        }

        return selector;
    }

    private static void WritePrefix(ByteWriter writer, InetPrefix prefix)
    {
        writer.Address(prefix.Address);
        writer.UInt8(prefix.Length);
    }

    private static InetPrefix ReadPrefix(ref ByteReader reader)
    {
        var address = reader.Address();
        return new InetPrefix(address, reader.UpTo(address.MaxPrefixLength));
    }
}

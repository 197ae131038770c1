using static Koi.Netlink.Xfrm.XfrmHeader;

namespace Koi.Netlink.Xfrm;

/// <summary>Small attributes that SAs, policies and their identities share.</summary>
internal static class XfrmAttributes
{
    /// <summary>xfrm_mark, 8 bytes: v 0 (u32), m 4 (u32).</summary>
    public static void WriteMark(MessageWriter writer, XfrmMark? mark)
    {
        if (mark is { } value)
        {
            var bytes = writer.Attribute(XFRMA_MARK, MarkSize);
            bytes.PutHost32(0, value.Value);
            bytes.PutHost32(4, value.Mask);
        }
    }

    public static XfrmMark ReadMark(ref AttributeReader attribute)
    {
        var bytes = attribute.Structure(MarkSize);
        return new XfrmMark(bytes.Host32(0), bytes.Host32(4));
    }

    public static void WriteUInt32(MessageWriter writer, ushort type, uint? value)
    {
        if (value is { } number)
        {
            writer.UInt32(type, number);
        }
    }

    public static void WriteUInt8(MessageWriter writer, ushort type, byte? value)
    {
        if (value is { } number)
        {
            writer.UInt8(type, number);
        }
    }

    /// <summary>xfrm_address_t: 16 bytes whatever the family.</summary>
    public static void WriteAddress(MessageWriter writer, ushort type, InetAddress address) =>
        writer.Attribute(type, AddressSize).PutAddress(0, address);

    public static InetAddress ReadAddress(ref AttributeReader attribute, bool isV6) =>
        attribute.Structure(AddressSize).Address(0, isV6);

    /// <summary>xfrm_userpolicy_type, 6 bytes: type 0 (1), reserved.</summary>
    public static void WritePolicyType(MessageWriter writer, byte? type)
    {
        if (type is { } number)
        {
            writer.Attribute(XFRMA_POLICY_TYPE, UserPolicyTypeSize)[0] = number;
        }
    }

    /// <summary>xfrm_encap_tmpl, 24 bytes: encap_type 0 (2), encap_sport 2 (be16), encap_dport 4 (be16), encap_oa 8 (16).</summary>
    public static void WriteEncapsulation(MessageWriter writer, Encapsulation encapsulation)
    {
        var bytes = writer.Attribute(XFRMA_ENCAP, EncapsulationSize);
        bytes.PutHost16(0, encapsulation.Type);
        bytes.PutBig16(2, encapsulation.SourcePort);
        bytes.PutBig16(4, encapsulation.DestinationPort);
        bytes.PutAddress(8, encapsulation.OriginalAddress);
    }

    public static Encapsulation ReadEncapsulation(ref AttributeReader attribute, bool isV6)
    {
        var bytes = attribute.Structure(EncapsulationSize);
        return new Encapsulation(bytes.Host16(0), bytes.Big16(2), bytes.Big16(4), bytes.Address(8, isV6));
    }

    /// <summary>xfrm_address_filter, 36 bytes: saddr 0 (16), daddr 16 (16), family 32 (2), splen 34 (1), dplen 35 (1).</summary>
    public static void WriteAddressFilter(MessageWriter writer, InetPrefix source, InetPrefix destination)
    {
        var bytes = writer.Attribute(XFRMA_ADDRESS_FILTER, AddressFilterSize);
        bytes.PutAddress(0, source.Address);
        bytes.PutAddress(16, destination.Address);
        bytes.PutHost16(32, source.Address.Family);
        bytes[34] = source.Length;
        bytes[35] = destination.Length;
    }
}

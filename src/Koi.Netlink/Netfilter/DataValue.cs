using static Koi.Netlink.Netfilter.NetfilterHeader;
using static Koi.Netlink.NetlinkHeader;

namespace Koi.Netlink.Netfilter;

/// <summary>NFTA_DATA_VALUE in its nest: how keys, data and the operands of expressions are written.</summary>
internal static class DataValue
{
    /// <summary>Appends a value; nothing for null.</summary>
    public static void Value(this MessageWriter writer, ushort type, ElementValue? value)
    {
        if (value is { } present)
        {
            using (writer.Nest((ushort)(type | NLA_F_NESTED)))
            {
                present.CopyTo(writer.Attribute(NFTA_DATA_VALUE, present.Length));
            }
        }
    }

    /// <summary>Null for a verdict; one that is too long is malformed.</summary>
    public static ElementValue? Read(ref AttributeReader attribute)
    {
        ElementValue? value = null;
        var nested = attribute.Nested();
        while (nested.Next())
        {
            if (nested.Type == NFTA_DATA_VALUE && nested.Value.Length <= ElementValue.MaxLength)
            {
                value = ElementValue.FromBytes(nested.Value);
            }
            else if (nested.Type == NFTA_DATA_VALUE)
            {
                nested.Reject();
            }
        }

        attribute.Join(nested);
        return value;
    }
}

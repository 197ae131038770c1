using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using static Koi.Netlink.Netfilter.NetfilterHeader;
using static Koi.Netlink.Netfilter.UserDataWriter;

namespace Koi.Netlink.Netfilter;

/// <summary>Elements of one set, as a message lists them.</summary>
/// <param name="Set">The set.</param>
/// <param name="Elements">In the message's order.</param>
public sealed record ElementList(SetId Set, ImmutableArray<SetElement> Elements);

/// <summary>Reads elements from NFT_MSG_NEWSETELEM and DELSETELEM.</summary>
public static class ElementReader
{
    /// <summary>Reads the set's name and the elements; false for other messages and for what is cut.</summary>
    public static bool TryRead(NetlinkMessage message, [NotNullWhen(true)] out ElementList? list)
    {
        list = null;
        var elements = ImmutableArray.CreateBuilder<SetElement>();
        if (!NetfilterTarget.TryRead(message, out var target) || !TryRead(message, elements))
        {
            return false;
        }

        list = new ElementList(target.ToSetId(), elements.DrainToImmutable());
        return true;
    }

    /// <summary>Reads the elements only; false for other messages and for what is cut.</summary>
    internal static bool TryRead(NetlinkMessage message, ICollection<SetElement> elements)
    {
        if (message.Type is not (NFT_MSG_NEWSETELEM or NFT_MSG_DELSETELEM))
        {
            return false;
        }

        var attributes = message.Attributes(GenericMessageSize);
        while (attributes.Next())
        {
            if (attributes.Type == NFTA_SET_ELEM_LIST_ELEMENTS)
            {
                var list = attributes.Nested();
                while (list.Next())
                {
                    elements.Add(ReadElement(ref list));
                }

                attributes.Join(list);
            }
        }

        return !attributes.IsMalformed;
    }

    private static SetElement ReadElement(ref AttributeReader list)
    {
        ElementValue? key = null, lastKey = null, data = null;
        ulong? timeout = null, expiration = null;
        uint flags = 0, nftFlags = 0;
        string? comment = null;
        var attributes = list.Nested();
        while (attributes.Next())
        {
            switch (attributes.Type)
            {
                case NFTA_SET_ELEM_KEY: key = DataValue.Read(ref attributes); break;
                case NFTA_SET_ELEM_KEY_END: lastKey = DataValue.Read(ref attributes); break;
                case NFTA_SET_ELEM_DATA: data = DataValue.Read(ref attributes); break;
                case NFTA_SET_ELEM_FLAGS: flags = attributes.AsBigUInt32(); break;
                case NFTA_SET_ELEM_TIMEOUT: timeout = attributes.AsBigUInt64(); break;
                case NFTA_SET_ELEM_EXPIRATION: expiration = attributes.AsBigUInt64(); break;
                case NFTA_SET_ELEM_USERDATA: (comment, nftFlags) = ReadUserData(attributes.Value); break;
                default: break;
            }
        }

        list.Join(attributes);
        return new SetElement
        {
            Key = key ?? default,
            LastKey = lastKey,
            Data = data,
            IsIntervalEnd = (flags & ElementMessages.NFT_SET_ELEM_INTERVAL_END) != 0,
            IsCatchAll = (flags & ElementMessages.NFT_SET_ELEM_CATCHALL) != 0,
            IsOpenInterval = (nftFlags & NFTNL_SET_ELEM_F_INTERVAL_OPEN) != 0,
            Comment = comment,
            TimeoutMilliseconds = timeout,
            ExpirationMilliseconds = expiration,
        };
    }

    private static (string? Comment, uint Flags) ReadUserData(ReadOnlySpan<byte> bytes)
    {
        string? comment = null;
        uint flags = 0;
        var entries = new UserDataReader(bytes);
        while (entries.Next())
        {
            switch (entries.Type)
            {
                case NFTNL_UDATA_SET_ELEM_COMMENT: comment = entries.AsText(); break;
                case NFTNL_UDATA_SET_ELEM_FLAGS: flags = entries.AsUInt32(); break;
                default: break;
            }
        }

        return (comment, flags);
    }
}

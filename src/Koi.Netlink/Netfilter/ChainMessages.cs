using System.Diagnostics.CodeAnalysis;
using static Koi.Netlink.Netfilter.NetfilterHeader;
using static Koi.Netlink.NetlinkHeader;

namespace Koi.Netlink.Netfilter;

/// <summary>Requests and replies for chains. Those that change go between a batch's begin and end.</summary>
/// <remarks>Attributes in the order of libnftnl's.</remarks>
public static class ChainMessages
{
    /// <summary>Asks for the chains of a family in all its tables.</summary>
    public static void Dump(MessageWriter writer, TableFamily family) =>
        writer.BeginTables(NFT_MSG_GETCHAIN, NLM_F_DUMP, family);

    /// <summary>
    /// Adds a chain, or gives one that is there this policy; EEXIST when its hook is another, ENOENT when there is no such
    /// table, EOPNOTSUPP when the kernel lacks the hook.
    /// </summary>
    /// <remarks>When there is no such link, older kernels answer ENOENT; 6.18 adds the chain, which waits for a link of that name.</remarks>
    public static void Add(MessageWriter writer, NetfilterChain chain)
    {
        Write(writer, NFT_MSG_NEWCHAIN, NLM_F_CREATE, chain.Id);
        if (chain.Type is { } type)
        {
            writer.Text(NFTA_CHAIN_TYPE, type);
        }

        if (chain.Policy is { } policy)
        {
            writer.BigUInt32(NFTA_CHAIN_POLICY, (uint)policy);
        }

        if (chain.Hook is { } hook)
        {
            Write(writer, hook);
        }

        if (chain.Comment is not null)
        {
            var data = new UserDataWriter(stackalloc byte[UserDataWriter.MaxLength]);
            data.Comment(UserDataWriter.NFTNL_UDATA_CHAIN_COMMENT, chain.Comment);
            writer.Raw(NFTA_CHAIN_USERDATA, data.Written);
        }
    }

    /// <summary>Deletes a chain with its rules; ENOENT when there is none, EBUSY when a rule elsewhere leads to it.</summary>
    public static void Delete(MessageWriter writer, ChainId chain) => Write(writer, NFT_MSG_DELCHAIN, 0, chain);

    /// <summary>Reads a chain from NFT_MSG_NEWCHAIN or DELCHAIN; false for other messages and for what is cut.</summary>
    public static bool TryRead(NetlinkMessage message, [NotNullWhen(true)] out NetfilterChain? chain)
    {
        chain = null;
        if (message.Type is not (NFT_MSG_NEWCHAIN or NFT_MSG_DELCHAIN) || message.Body.Length < GenericMessageSize)
        {
            return false;
        }

        var read = new NetfilterChain { Id = new ChainId((TableFamily)message.Body[0], "", "") };
        var attributes = message.Attributes(GenericMessageSize);
        while (attributes.Next())
        {
            read = attributes.Type switch
            {
                NFTA_CHAIN_TABLE => read with { Id = read.Id with { Table = attributes.AsText() } },
                NFTA_CHAIN_NAME => read with { Id = read.Id with { Name = attributes.AsText() } },
                NFTA_CHAIN_HOOK => read with { Hook = ReadHook(ref attributes) },
                NFTA_CHAIN_POLICY => read with { Policy = (ChainPolicy)attributes.AsBigUInt32() },
                NFTA_CHAIN_TYPE => read with { Type = attributes.AsText() },
                NFTA_CHAIN_HANDLE => read with { Handle = attributes.AsBigUInt64() },
                NFTA_CHAIN_USERDATA => read with
                {
                    Comment = UserDataReader.FindText(attributes.Value, UserDataWriter.NFTNL_UDATA_CHAIN_COMMENT),
                },
                _ => read,
            };
        }

        chain = attributes.IsMalformed ? null : read;
        return chain is not null;
    }

    private static void Write(MessageWriter writer, ushort type, ushort flags, ChainId chain)
    {
        writer.BeginTables(type, flags, chain.Family);
        writer.Text(NFTA_CHAIN_TABLE, chain.Table);
        writer.Text(NFTA_CHAIN_NAME, chain.Name);
    }

    private static void Write(MessageWriter writer, ChainHook hook)
    {
        using (writer.Nest(NFTA_CHAIN_HOOK | NLA_F_NESTED))
        {
            writer.BigUInt32(NFTA_HOOK_HOOKNUM, hook.Number);
            writer.BigUInt32(NFTA_HOOK_PRIORITY, (uint)hook.Priority);
            if (hook.Device is { } device)
            {
                writer.Text(NFTA_HOOK_DEV, device);
            }
        }
    }

    private static ChainHook ReadHook(ref AttributeReader attribute)
    {
        var hook = default(ChainHook);
        var nested = attribute.Nested();
        while (nested.Next())
        {
            hook = nested.Type switch
            {
                NFTA_HOOK_HOOKNUM => hook with { Number = nested.AsBigUInt32() },
                NFTA_HOOK_PRIORITY => hook with { Priority = (int)nested.AsBigUInt32() },
                NFTA_HOOK_DEV => hook with { Device = nested.AsText() },
                _ => hook,
            };
        }

        attribute.Join(nested);
        return hook;
    }
}

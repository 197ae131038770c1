using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using static Koi.Netlink.Netfilter.NetfilterHeader;
using static Koi.Netlink.NetlinkHeader;

namespace Koi.Netlink.Netfilter;

/// <summary>Requests and replies for rules. Those that change go between a batch's begin and end.</summary>
public static class RuleMessages
{
    /// <summary>Asks for the rules of a table, or of one of its chains; none when there is no such table or chain.</summary>
    public static void Dump(MessageWriter writer, TableFamily family, string table, string? chain = null)
    {
        writer.BeginTables(NFT_MSG_GETRULE, NLM_F_DUMP, family);
        writer.Text(NFTA_RULE_TABLE, table);
        if (chain is not null)
        {
            writer.Text(NFTA_RULE_CHAIN, chain);
        }
    }

    /// <summary>
    /// Adds a rule at the end of its chain or behind <see cref="NetfilterRule.Position"/>, always: the same rule twice is two
    /// rules. ENOENT when there is no such chain or set.
    /// </summary>
    /// <exception cref="InvalidOperationException">A step is <see cref="NetfilterExpression.Unknown"/>.</exception>
    public static void Add(MessageWriter writer, NetfilterRule rule)
    {
        Write(writer, NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND, rule.Chain);
        if (rule.Position is { } position)
        {
            writer.BigUInt64(NFTA_RULE_POSITION, position);
        }

        using (writer.Nest(NFTA_RULE_EXPRESSIONS | NLA_F_NESTED))
        {
            foreach (var expression in rule.Expressions)
            {
                expression.Write(writer);
            }
        }

        if (rule.Comment is not null)
        {
            var data = new UserDataWriter(stackalloc byte[UserDataWriter.MaxLength]);
            data.Comment(UserDataWriter.NFTNL_UDATA_RULE_COMMENT, rule.Comment);
            writer.Raw(NFTA_RULE_USERDATA, data.Written);
        }
    }

    /// <summary>Deletes a rule; ENOENT when there is none.</summary>
    public static void Delete(MessageWriter writer, ChainId chain, ulong handle)
    {
        Write(writer, NFT_MSG_DELRULE, 0, chain);
        writer.BigUInt64(NFTA_RULE_HANDLE, handle);
    }

    /// <summary>Deletes all rules of a chain, if any; ENOENT when there is no such chain.</summary>
    public static void Flush(MessageWriter writer, ChainId chain) => Write(writer, NFT_MSG_DELRULE, 0, chain);

    /// <summary>Reads a rule from NFT_MSG_NEWRULE or DELRULE; false for other messages and for what is cut.</summary>
    public static bool TryRead(NetlinkMessage message, [NotNullWhen(true)] out NetfilterRule? rule)
    {
        rule = null;
        if (message.Type is not (NFT_MSG_NEWRULE or NFT_MSG_DELRULE) || message.Body.Length < GenericMessageSize)
        {
            return false;
        }

        var read = NetfilterRule.Of(new ChainId((TableFamily)message.Body[0], "", ""));
        var attributes = message.Attributes(GenericMessageSize);
        while (attributes.Next())
        {
            read = attributes.Type switch
            {
                NFTA_RULE_TABLE => read with { Chain = read.Chain with { Table = attributes.AsText() } },
                NFTA_RULE_CHAIN => read with { Chain = read.Chain with { Name = attributes.AsText() } },
                NFTA_RULE_HANDLE => read with { Handle = attributes.AsBigUInt64() },
                NFTA_RULE_POSITION => read with { Position = attributes.AsBigUInt64() },
                NFTA_RULE_EXPRESSIONS => read with { Expressions = ReadExpressions(ref attributes) },
                NFTA_RULE_USERDATA => read with
                {
                    Comment = UserDataReader.FindText(attributes.Value, UserDataWriter.NFTNL_UDATA_RULE_COMMENT),
                },
                _ => read,
            };
        }

        rule = attributes.IsMalformed ? null : read;
        return rule is not null;
    }

    private static void Write(MessageWriter writer, ushort type, ushort flags, ChainId chain)
    {
        writer.BeginTables(type, flags, chain.Family);
        writer.Text(NFTA_RULE_TABLE, chain.Table);
        writer.Text(NFTA_RULE_CHAIN, chain.Name);
    }

    private static ImmutableArray<NetfilterExpression> ReadExpressions(ref AttributeReader attribute)
    {
        var expressions = ImmutableArray.CreateBuilder<NetfilterExpression>();
        var list = attribute.Nested();
        while (list.Next())
        {
            expressions.Add(NetfilterExpression.ReadElement(ref list));
        }

        attribute.Join(list);
        return expressions.DrainToImmutable();
    }
}

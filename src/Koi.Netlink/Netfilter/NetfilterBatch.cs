using static Koi.Netlink.Netfilter.NetfilterHeader;

namespace Koi.Netlink.Netfilter;

/// <summary>The brackets around changes, which the kernel makes all at once or not at all.</summary>
/// <remarks>Linux uapi nfnetlink.h, NFNL_MSG_BATCH_BEGIN and _END; res_id is the subsystem.</remarks>
public static class NetfilterBatch
{
    /// <summary>Begins a batch.</summary>
    /// <param name="writer">Must be empty.</param>
    /// <param name="generation">
    /// The ruleset's generation that the changes are meant for: at any other the kernel makes none and answers ERESTART.
    /// Null to make them in any case.
    /// </param>
    public static void Begin(MessageWriter writer, uint? generation = null)
    {
        writer.Begin(NFNL_MSG_BATCH_BEGIN, 0, GenericMessageSize).PutBig16(2, NFNL_SUBSYS_NFTABLES);
        if (generation is { } number)
        {
            writer.BigUInt32(NFNL_BATCH_GENID, number);
        }
    }

    /// <summary>Ends a batch; without it the kernel makes no change, and says nothing.</summary>
    public static void End(MessageWriter writer) =>
        writer.Begin(NFNL_MSG_BATCH_END, 0, GenericMessageSize).PutBig16(2, NFNL_SUBSYS_NFTABLES);
}

/// <summary>The ruleset's generation, which each commit that changes anything makes one higher.</summary>
/// <param name="Number">Never 0.</param>
/// <param name="ThreadId">The thread that committed, or asks; the first thread's number is the process's.</param>
/// <param name="ThreadName">The thread's name, up to 15 bytes; the program's when it gave none.</param>
public readonly record struct RulesetGeneration(uint Number, int ThreadId, string ThreadName);

/// <summary>The request and the message of the ruleset's generation.</summary>
public static class GenerationMessages
{
    /// <summary>Asks for the generation.</summary>
    public static void Get(MessageWriter writer) => writer.BeginTables(NFT_MSG_GETGEN, 0, TableFamily.Any);

    /// <summary>Reads NFT_MSG_NEWGEN; false for other messages and for what is cut.</summary>
    public static bool TryRead(NetlinkMessage message, out RulesetGeneration generation)
    {
        generation = new RulesetGeneration(0, 0, "");
        if (message.Type != NFT_MSG_NEWGEN)
        {
            return false;
        }

        var attributes = message.Attributes(GenericMessageSize);
        while (attributes.Next())
        {
            generation = attributes.Type switch
            {
                NFTA_GEN_ID => generation with { Number = attributes.AsBigUInt32() },
                NFTA_GEN_PROC_PID => generation with { ThreadId = (int)attributes.AsBigUInt32() },
                NFTA_GEN_PROC_NAME => generation with { ThreadName = attributes.AsText() },
                _ => generation,
            };
        }

        return !attributes.IsMalformed;
    }
}

using System.Collections.Immutable;
using static Koi.Netlink.Netfilter.NetfilterHeader;

namespace Koi.Netlink.Netfilter;

/// <summary>What the kernel tells listeners of <see cref="NetfilterGroup.Tables"/>: each change of a commit, then the commit.</summary>
public abstract record NetfilterEvent
{
    private NetfilterEvent()
    {
    }

    /// <summary>nlmsg_pid: the port of the socket whose batch it was, to tell one's own changes; 0 from the kernel itself.</summary>
    public uint Port { get; init; }

    /// <summary>nlmsg_seq: that of the request which caused it; 0 for elements.</summary>
    public uint Sequence { get; init; }

    /// <summary>NFT_MSG_NEWTABLE: it is new, or its flags changed.</summary>
    public sealed record TableAdded(NetfilterTable Table) : NetfilterEvent;

    /// <summary>NFT_MSG_DELTABLE: it is gone with all in it; its sets are told before, their elements are not.</summary>
    public sealed record TableRemoved(TableFamily Family, string Name) : NetfilterEvent;

    /// <summary>NFT_MSG_NEWCHAIN: it is new, or its policy changed.</summary>
    public sealed record ChainAdded(NetfilterChain Chain) : NetfilterEvent;

    /// <summary>NFT_MSG_DELCHAIN: it is gone; its rules are told before.</summary>
    public sealed record ChainRemoved(ChainId Chain) : NetfilterEvent;

    /// <summary>NFT_MSG_NEWRULE.</summary>
    public sealed record RuleAdded(NetfilterRule Rule) : NetfilterEvent;

    /// <summary>NFT_MSG_DELRULE.</summary>
    public sealed record RuleRemoved(ChainId Chain, ulong Handle) : NetfilterEvent;

    /// <summary>NFT_MSG_NEWSET: it is new, or was there and was added again.</summary>
    public sealed record SetAdded(NetfilterSet Set) : NetfilterEvent;

    /// <summary>NFT_MSG_DELSET: it is gone; of its elements nothing is told.</summary>
    public sealed record SetRemoved(SetId Set) : NetfilterEvent;

    /// <summary>NFT_MSG_NEWSETELEM, one for each element; none for those that were there before.</summary>
    public sealed record ElementsAdded(SetId Set, ImmutableArray<SetElement> Elements) : NetfilterEvent;

    /// <summary>NFT_MSG_DELSETELEM, one for each element; none for those whose time has come.</summary>
    public sealed record ElementsRemoved(SetId Set, ImmutableArray<SetElement> Elements) : NetfilterEvent;

    /// <summary>NFT_MSG_NEWGEN: the end of a commit's changes; a batch that changed nothing has none.</summary>
    /// <param name="Generation">The ruleset's, now.</param>
    /// <param name="ProcessId">The thread that committed; for programs of one thread, such as nft, the process.</param>
    /// <param name="ProgramName">That thread's name, up to 15 bytes; the program's when it gave none.</param>
    public sealed record Committed(uint Generation, int ProcessId, string ProgramName) : NetfilterEvent;

    /// <summary>A message that Koi does not know or cannot read: objects, flow tables.</summary>
    /// <param name="Type">nlmsg_type.</param>
    /// <param name="Length">Of its body, in bytes.</param>
    public sealed record Unknown(ushort Type, int Length) : NetfilterEvent;

    /// <summary>Reads an event; what is cut or new becomes <see cref="Unknown"/>.</summary>
    /// <remarks>To pass over sets that are not of interest, ask <see cref="NetfilterTarget"/> first.</remarks>
    public static NetfilterEvent Read(NetlinkMessage message)
    {
        var known = message.Type switch
        {
            NFT_MSG_NEWTABLE => TableMessages.TryRead(message, out var table) ? new TableAdded(table) : null,
            NFT_MSG_DELTABLE => TableMessages.TryRead(message, out var table) ? new TableRemoved(table.Family, table.Name) : null,
            NFT_MSG_NEWCHAIN => ChainMessages.TryRead(message, out var chain) ? new ChainAdded(chain) : null,
            NFT_MSG_DELCHAIN => ChainMessages.TryRead(message, out var chain) ? new ChainRemoved(chain.Id) : null,
            NFT_MSG_NEWRULE => RuleMessages.TryRead(message, out var rule) ? new RuleAdded(rule) : null,
            NFT_MSG_DELRULE => RuleMessages.TryRead(message, out var rule) ? new RuleRemoved(rule.Chain, rule.Handle) : null,
            NFT_MSG_NEWSET => SetMessages.TryRead(message, out var set) ? new SetAdded(set) : null,
            NFT_MSG_DELSET => SetMessages.TryRead(message, out var set) ? new SetRemoved(set.Id) : null,
            NFT_MSG_NEWSETELEM => ElementReader.TryRead(message, out var list)
                ? new ElementsAdded(list.Set, list.Elements)
                : null,
            NFT_MSG_DELSETELEM => ElementReader.TryRead(message, out var list)
                ? new ElementsRemoved(list.Set, list.Elements)
                : null,
            NFT_MSG_NEWGEN => GenerationMessages.TryRead(message, out var generation)
                ? new Committed(generation.Number, generation.ThreadId, generation.ThreadName)
                : null,
            _ => (NetfilterEvent?)null,
        };
        return (known ?? new Unknown(message.Type, message.Body.Length)) with
        {
            Port = message.Port,
            Sequence = message.Sequence,
        };
    }
}

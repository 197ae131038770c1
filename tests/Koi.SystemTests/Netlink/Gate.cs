using Koi.Netlink;
using Koi.Netlink.Netfilter;

namespace Koi.SystemTests.Netlink;

/// <summary>The gate of carp.md §6: two chains of one link, which let packets pass while a lease is in a set.</summary>
internal static class Gate
{
    public const string Text = """
        table netdev koi_carp {
        	set lease {
        		type ifname
        		flags timeout
        	}

        	chain in_carp0 {
        		type filter hook ingress device "carp0" priority -500; policy drop;
        		iifname @lease accept
        	}

        	chain out_carp0 {
        		type filter hook egress device "carp0" priority 500; policy drop;
        		oifname @lease accept
        	}
        }

        """;

    public static readonly NetfilterTable Table = new() { Family = TableFamily.NetDev, Name = "koi_carp" };

    public static readonly NetfilterSet Leases = new()
    {
        Id = new SetId(TableFamily.NetDev, "koi_carp", "lease"),
        KeyType = SetType.InterfaceName,
        Flags = SetFlags.Timeout,
    };

    public static readonly ChainId In = new(TableFamily.NetDev, "koi_carp", "in_carp0");
    public static readonly ChainId Out = new(TableFamily.NetDev, "koi_carp", "out_carp0");

    /// <summary>Writes table, set and chains.</summary>
    public static void Write(MessageWriter batch) => Write(batch, Table);

    /// <summary>Writes them into a table with flags of its own.</summary>
    public static void Write(MessageWriter batch, NetfilterTable table)
    {
        TableMessages.Add(batch, table);
        SetMessages.Add(batch, Leases);
        Write(batch, In, ChainHook.IngressOf("carp0", -500), MetaKey.InputName);
        Write(batch, Out, ChainHook.EgressOf("carp0", 500), MetaKey.OutputName);
    }

    public static void AddLease(MessageWriter batch, ulong milliseconds) =>
        ElementMessages.Add(batch, Leases.Id, SetElement.OfInterface("carp0") with { TimeoutMilliseconds = milliseconds });

    public static void DeleteLease(MessageWriter batch) =>
        ElementMessages.Delete(batch, Leases.Id, SetElement.OfInterface("carp0"));

    /// <summary>Delete, add: what renews a lease.</summary>
    public static MessageWriter Renewal(ulong milliseconds)
    {
        var batch = new MessageWriter();
        NetfilterBatch.Begin(batch);
        DeleteLease(batch);
        AddLease(batch, milliseconds);
        NetfilterBatch.End(batch);
        return batch;
    }

    private static void Write(MessageWriter batch, ChainId chain, ChainHook hook, MetaKey name)
    {
        ChainMessages.Add(batch, NetfilterChain.Filter(chain, hook, ChainPolicy.Drop));
        RuleMessages.Add(batch, NetfilterRule.Of(
            chain,
            new NetfilterExpression.Meta(name),
            new NetfilterExpression.Lookup(Leases.Id.Name),
            new NetfilterExpression.Verdict(VerdictCode.Accept)));
    }
}

using System.Collections.Immutable;
using Koi.Netlink;
using Koi.Netlink.Netfilter;
using static Koi.Netlink.Netfilter.NetfilterExpression;

namespace Koi.Carp;

/// <summary>What makes one gate of another: messages for a batch, only for what differs, so that nothing is interrupted that stays.</summary>
public static class GateMessages
{
    private const int BeforeAll = -500, AfterAll = 500;
    private const ushort EtherTypeIpv4 = 0x0800, EtherTypeIpv6 = 0x86dd, EtherTypeArp = 0x0806;

    // Where addresses are in their headers, in bytes.
    private const uint SourceV4 = 12, DestinationV4 = 16, SourceV6 = 8, DestinationV6 = 24, ArpSender = 14, ArpTarget = 24;

    /// <summary>Appends what leads from one shape to another.</summary>
    /// <param name="batch">A batch that has begun.</param>
    /// <param name="from">What is there.</param>
    /// <param name="to">What is to be there.</param>
    /// <param name="rulesToo">Whether the rules of chains that stay are written anew.</param>
    /// <returns>Whether there was anything to append.</returns>
    public static bool Write(MessageWriter batch, GateShape from, GateShape to, bool rulesToo)
    {
        var before = batch.MessageCount;
        foreach (var (name, chain) in from.Chains.Where(one => !to.Chains.Contains(one)))
        {
            ChainMessages.Delete(batch, Chain(name));
        }

        foreach (var name in from.Sets.Keys.Where(name => !to.Sets.ContainsKey(name)))
        {
            SetMessages.Delete(batch, GateShape.Set(name));
        }

        foreach (var (name, addresses) in to.Sets)
        {
            WriteSet(batch, name, from.Sets.GetValueOrDefault(name), addresses);
        }

        foreach (var (name, chain) in to.Chains)
        {
            var isThere = from.Chains.Contains(new(name, chain));
            if (!isThere)
            {
                ChainMessages.Add(batch, NetfilterChain.Filter(Chain(name), HookOf(chain), PolicyOf(chain.Role)));
            }

            if (!isThere || rulesToo)
            {
                RuleMessages.Flush(batch, Chain(name));
                foreach (var rule in Rules(name, chain))
                {
                    RuleMessages.Add(batch, rule);
                }
            }
        }

        return batch.MessageCount > before;
    }

    /// <summary>What a chain of the kernel is to the gate; null for what cannot be the gate's.</summary>
    public static GateChain? Read(NetfilterChain chain)
    {
        var role = (chain.Id.Name, chain.Hook, chain.Policy) switch
        {
            (var name, { Number: ChainHook.NetDevIngress, Priority: BeforeAll }, ChainPolicy.Drop) when Has(name, "in_") => GateRole.CarpIn,
            (var name, { Number: ChainHook.NetDevEgress, Priority: AfterAll }, ChainPolicy.Drop) when Has(name, "out_") => GateRole.CarpOut,
            (var name, { Number: ChainHook.NetDevIngress, Priority: BeforeAll }, ChainPolicy.Accept) when Has(name, "parent_in_") => GateRole.ParentIn,
            (var name, { Number: ChainHook.NetDevEgress, Priority: AfterAll }, ChainPolicy.Accept) when Has(name, "parent_out_") => GateRole.ParentOut,
            _ => (GateRole?)null,
        };
        return role is { } known && chain.Hook?.Device is { } device ? new(device, known) : null;

        static bool Has(string name, string prefix) => name.StartsWith(prefix, StringComparison.Ordinal);
    }

    /// <summary>The rules of a chain.</summary>
    public static IEnumerable<NetfilterRule> Rules(string name, GateChain chain) => chain.Role switch
    {
        GateRole.CarpIn => [Rule(name, new Meta(MetaKey.InputName), new Lookup(GateShape.LeaseSet), new Verdict(VerdictCode.Accept))],
        GateRole.CarpOut => [Rule(name, new Meta(MetaKey.OutputName), new Lookup(GateShape.LeaseSet), new Verdict(VerdictCode.Accept))],
        GateRole.ParentOut =>
        [
            Unless(name, chain, EtherTypeIpv4, SourceV4, "v", isV6: false),
            Unless(name, chain, EtherTypeArp, ArpSender, "v", isV6: false),
            Unless(name, chain, EtherTypeIpv6, SourceV6, "v", isV6: true),
        ],
        GateRole.ParentIn =>
        [
            Unless(name, chain, EtherTypeIpv4, DestinationV4, "here", isV6: false),
            Unless(name, chain, EtherTypeArp, ArpTarget, "here", isV6: false),
            Unless(name, chain, EtherTypeIpv6, DestinationV6, "here", isV6: true),
        ],
        GateRole.ShutIn or GateRole.ShutOut => [],
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Drops packets with an address that is shared, unless it has a lease.</summary>
    private static NetfilterRule Unless(string name, GateChain chain, ushort etherType, uint offset, string set, bool isV6)
    {
        var protocol = ElementValue.FromBytes([(byte)(etherType >> 8), (byte)etherType]);
        return Rule(
            name,
            new Meta(MetaKey.Protocol),
            new Compare(CompareOperator.Equal, protocol),
            new Payload(PayloadBase.Network, offset, isV6 ? 16u : 4),
            new Lookup($"{set}{(isV6 ? 6 : 4)}_{chain.Device}"),
            new Lookup(GateShape.LiveSet(chain.Device, isV6), IsInverted: true),
            new Verdict(VerdictCode.Drop));
    }

    private static void WriteSet(MessageWriter batch, string name, ImmutableSortedSet<InetAddress>? old, ImmutableSortedSet<InetAddress> wanted)
    {
        var set = GateShape.Set(name);
        var isLive = name.StartsWith("live", StringComparison.Ordinal);
        if (old is null)
        {
            SetMessages.Add(batch, new NetfilterSet
            {
                Id = set,
                KeyType = name[..name.IndexOf('_', StringComparison.Ordinal)].EndsWith('6') ? SetType.AddressV6 : SetType.AddressV4,
                Flags = isLive ? SetFlags.Timeout : SetFlags.None,
            });
        }

        ElementMessages.Delete(batch, set, Elements((old ?? []).Except(wanted)));
        ElementMessages.Add(batch, set, Elements(wanted.Except(old ?? [])));
    }

    private static SetElement[] Elements(IEnumerable<InetAddress> addresses) => [.. addresses.Select(one => SetElement.OfAddress(one))];

    private static NetfilterRule Rule(string chain, params ReadOnlySpan<NetfilterExpression> expressions) =>
        NetfilterRule.Of(Chain(chain), expressions);

    private static ChainId Chain(string name) => new(TableFamily.NetDev, GateShape.Table, name);

    private static ChainHook HookOf(GateChain chain) => chain.Role is GateRole.CarpIn or GateRole.ShutIn or GateRole.ParentIn
        ? ChainHook.IngressOf(chain.Device, BeforeAll)
        : ChainHook.EgressOf(chain.Device, AfterAll);

    private static ChainPolicy PolicyOf(GateRole role) =>
        role is GateRole.ParentIn or GateRole.ParentOut ? ChainPolicy.Accept : ChainPolicy.Drop;
}

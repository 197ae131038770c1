using System.Collections.Immutable;
using Koi.Netlink;
using Koi.Netlink.Netfilter;

namespace Koi.Carp.Linux;

/// <content>The chains and sets of the gate, which change when carp interfaces come and go.</content>
internal sealed partial class Gate
{
    /// <summary>Makes the gate what these hosts need. Leases stay.</summary>
    /// <returns>What the kernel refused; null when the gate stands.</returns>
    public string? Fit(IEnumerable<VirtualHost> hosts)
    {
        var wanted = GateShape.For([.. hosts.Select(host =>
            new GateHost(host.Name, host.Parent.Link.Name, host.IsOnParent, host.Declaration!.Addresses))]);
        var refusal = "";
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var wasTouched = IsTouched;
            if (wasTouched)
            {
                shape = Dump();
            }

            NetfilterBatch.Begin(batch);
            TableMessages.Add(batch, new NetfilterTable { Family = TableFamily.NetDev, Name = GateShape.Table, Flags = flags });
            AddLeaseSet(batch);
            var isDifferent = GateMessages.Write(batch, shape, wanted, wasTouched);
            NetfilterBatch.End(batch);
            if (!isDifferent && !wasTouched)
            {
                batch.Clear();
                return null;
            }

            var result = tables.Commit(batch, "fit the gate");
            if (result.IsCommitted)
            {
                shape = wanted;
                IsTouched = false;
                return null;
            }

            // A link went away, and on older kernels its chains with it: look again.
            refusal = $"the gate cannot be made: {result.Failures[0].Error}";
            IsTouched = true;
        }

        return refusal;
    }

    private GateShape Dump()
    {
        var found = GateShape.Empty;
        var rules = tables.DumpRules(TableFamily.NetDev, GateShape.Table).ToLookup(rule => rule.Chain.Name, StringComparer.Ordinal);
        foreach (var chain in tables.DumpChains(TableFamily.NetDev, GateShape.Table))
        {
            // What is not the gate's has no business in its table: a shape that is never wanted, so that it is removed.
            var known = GateMessages.Read(chain) ?? new GateChain("", GateRole.ShutIn);
            var isShut = known.Role is GateRole.CarpIn or GateRole.CarpOut && !rules.Contains(chain.Id.Name);
            var role = !isShut ? known.Role : known.Role == GateRole.CarpIn ? GateRole.ShutIn : GateRole.ShutOut;
            found = found with { Chains = found.Chains.SetItem(chain.Id.Name, known with { Role = role }) };
        }

        foreach (var set in tables.DumpSets(TableFamily.NetDev, GateShape.Table).Where(set => set.Id.Name is not GateShape.LeaseSet))
        {
            var isLive = set.Id.Name.StartsWith("live", StringComparison.Ordinal);
            var elements = isLive ? [] : tables.DumpElements(set.Id) ?? [];
            ImmutableSortedSet<InetAddress> addresses = [.. elements.Select(element => element.Key.ToAddress()).OfType<InetAddress>()];
            found = found with { Sets = found.Sets.SetItem(set.Id.Name, addresses) };
        }

        return found;
    }
}

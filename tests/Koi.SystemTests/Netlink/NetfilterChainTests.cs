using Koi.Netlink;
using Koi.Netlink.Netfilter;
using static Koi.Netlink.Netfilter.NetfilterExpression;

namespace Koi.SystemTests.Netlink;

/// <summary>Chains and rules that Koi makes are what nft(8) lists, and the other way round.</summary>
public sealed class NetfilterChainTests : IDisposable
{
    private readonly NetfilterNetwork network = new();
    private readonly LinkPair links;

    public NetfilterChainTests() => links = new LinkPair(network.Namespace);

    public void Dispose()
    {
        links.Dispose();
        network.Dispose();
    }

    [Fact]
    public void A_gate_is_listed_as_nft_makes_it()
    {
        network.Nft("-f -", Gate.Text);
        Assert.Equal(Gate.Text, network.Nft("list table netdev koi_carp"));
        network.Nft("delete table netdev koi_carp");

        network.Commit(Gate.Write);

        Assert.Equal(Gate.Text, network.Nft("list table netdev koi_carp"));
        Assert.Equal(ChainHook.IngressOf("carp0", -500), Chain("in_carp0").Hook);
        Assert.Equal(
            [new Meta(MetaKey.OutputName), new Lookup("lease"), new Verdict(VerdictCode.Accept)],
            Assert.Single(Rules("out_carp0")).Expressions);
    }

    [Fact]
    public void A_lease_is_listed_with_its_name()
    {
        network.Commit(Gate.Write);
        network.Commit(batch => Gate.AddLease(batch, 60_000));

        Assert.Matches("elements = \\{ \"carp0\" timeout 1m expires ", network.Nft("list set netdev koi_carp lease"));
    }

    [Fact]
    public void All_steps_are_listed_as_nft_makes_them_and_read()
    {
        const string rules = """
            table netdev koi_carp {
            	set live4 {
            		type ipv4_addr
            		flags timeout
            	}

            	chain plain {
            		comment "steps"
            		ip daddr 10.0.0.1 jump sub
            		arp daddr ip != @live4 drop
            		meta l4proto vrrp goto sub
            		ip6 saddr 2001:db8::/36 return
            		meta mark 0x00000003 counter packets 0 bytes 0 accept comment "marked"
            		ether saddr set 00:00:5e:00:01:07
            		limit rate 5/second burst 5 packets
            	}

            	chain sub {
            	}
            }

            """;
        network.Nft("-f -", rules);
        var listed = network.Nft("list ruleset");
        var read = Rules("plain");
        Assert.Equal([new Unknown("limit")], read[^1].Expressions);
        Assert.Equal("marked", read[4].Comment);
        Assert.Equal("steps", Chain("plain").Comment);
        Assert.Null(Chain("sub").Hook);

        network.Commit(batch => RuleMessages.Flush(batch, read[0].Chain));
        Assert.Empty(Rules("plain"));
        network.Commit(batch =>
        {
            // Each behind the rule before it is at the end.
            foreach (var rule in read.SkipLast(1))
            {
                RuleMessages.Add(batch, rule with { Position = null });
            }
        });

        Assert.Equal(
            listed.Replace("\t\tlimit rate 5/second\n", "", StringComparison.Ordinal)
                .Replace("\t\tlimit rate 5/second burst 5 packets\n", "", StringComparison.Ordinal),
            network.Nft("list ruleset"));
    }

    [Fact]
    public void A_rule_stands_behind_another_and_is_deleted()
    {
        network.Commit(Gate.Write);
        var first = Assert.Single(Rules("in_carp0"));
        network.Commit(batch => RuleMessages.Add(batch, NetfilterRule.Of(Gate.In, new Counter()) with { Comment = "last" }));

        network.Commit(batch => RuleMessages.Add(
            batch, NetfilterRule.Of(Gate.In, new Counter()) with { Comment = "second", Position = first.Handle }));
        Assert.Equal([null, "second", "last"], Rules("in_carp0").Select(rule => rule.Comment));
        Assert.Equal(4, network.Socket.DumpRules(TableFamily.NetDev, "koi_carp").Count);

        network.Commit(batch => RuleMessages.Delete(batch, Gate.In, first.Handle));
        Assert.Equal(["second", "last"], Rules("in_carp0").Select(rule => rule.Comment));
        network.Commit(batch => ChainMessages.Delete(batch, Gate.In));
        Assert.Equal(["out_carp0"], network.Socket.DumpChains(TableFamily.NetDev, "koi_carp").Select(chain => chain.Id.Name));
    }

    [Fact]
    public void A_policy_changes_by_adding_the_chain_again()
    {
        network.Commit(Gate.Write);
        var hook = ChainHook.IngressOf("carp0", -500);

        network.Commit(batch => ChainMessages.Add(batch, NetfilterChain.Filter(Gate.In, hook, ChainPolicy.Accept)));

        Assert.Equal(ChainPolicy.Accept, Chain("in_carp0").Policy);
        Assert.Single(Rules("in_carp0"));
    }

    [Fact]
    public void What_is_not_there_is_empty_or_refused()
    {
        Assert.Empty(network.Socket.DumpChains(TableFamily.NetDev, "absent"));
        Assert.Empty(network.Socket.DumpRules(TableFamily.NetDev, "absent"));
        network.Commit(Gate.Write);
        Assert.Empty(Rules("absent"));
    }

    [Fact]
    public void A_chain_of_a_link_that_is_not_there_is_refused_or_waits_for_it()
    {
        network.Commit(Gate.Write);

        var result = network.TryCommit(batch => ChainMessages.Add(batch, NetfilterChain.Filter(
            Gate.In with { Name = "other" }, ChainHook.IngressOf("absent", 0), ChainPolicy.Drop)));

        if (result.IsCommitted)
        {
            Assert.Equal("absent", Chain("other").Hook?.Device);
        }
        else
        {
            Assert.Equal(NetlinkError.ENOENT, Assert.Single(result.Failures).Error.Errno);
        }
    }

    [Fact]
    public void Chains_and_rules_are_told()
    {
        using var events = network.Subscribe();
        network.Commit(Gate.Write);
        network.Nft("delete table netdev koi_carp");

        var seen = new List<NetfilterEvent>();
        events.Receive(TimeSpan.FromSeconds(10), message => seen.Add(NetfilterEvent.Read(message)));

        Assert.Equal([Gate.In, Gate.Out], seen.OfType<NetfilterEvent.ChainAdded>().Select(one => one.Chain.Id));
        Assert.Equal([Gate.In, Gate.Out], seen.OfType<NetfilterEvent.RuleAdded>().Select(one => one.Rule.Chain));
        Assert.Equal([Gate.In, Gate.Out], seen.OfType<NetfilterEvent.RuleRemoved>().Select(one => one.Chain));
        Assert.Equal([Gate.In, Gate.Out], seen.OfType<NetfilterEvent.ChainRemoved>().Select(one => one.Chain));
    }

    private NetfilterChain Chain(string name) =>
        network.Socket.DumpChains(TableFamily.NetDev, "koi_carp").Single(chain => chain.Id.Name.Equals(name, StringComparison.Ordinal));

    private List<NetfilterRule> Rules(string chain) => network.Socket.DumpRules(TableFamily.NetDev, "koi_carp", chain);
}

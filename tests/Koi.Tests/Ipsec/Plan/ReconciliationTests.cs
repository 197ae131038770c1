using Koi.Ipsec.Plan;
using static Koi.Tests.Ipsec.Plan.Planning;

namespace Koi.Tests.Ipsec.Plan;

/// <summary>What loading, deleting and flushing change.</summary>
public sealed class ReconciliationTests
{
    private const string Flow = "flow esp out from 10.1.0.0/24 to 10.2.0.0/24 local 192.0.2.1 peer 192.0.2.2";
    private const string Sa = $"esp from 192.0.2.1 to 192.0.2.2 spi 0x1001 {AuthKey} {EncKey}";
    private const string Both = Flow + "\n" + Sa;
    private const string OtherFlow = "flow esp out from 10.1.0.0/24 to 10.3.0.0/24 local 192.0.2.1 peer 192.0.2.2";

    private static readonly KernelSnapshot Empty = new([], []);

    [Fact]
    public void An_empty_kernel_gets_SAs_before_the_policies_that_need_them() =>
        Assert.Equal(
            ["add SA esp to 192.0.2.2 spi 0x00001001", "add policy out from 10.1.0.0/24 to 10.2.0.0/24"],
            Changes(Reconciliation.Load(Planning.Plan(Both), Empty, removesOthers: false)));

    [Fact]
    public void Loading_what_is_there_changes_nothing() =>
        Assert.Empty(Reconciliation.Load(Planning.Plan(Both), Loaded(Both), removesOthers: true).Changes);

    [Fact]
    public void Counters_and_lifetimes_in_the_kernel_make_no_difference()
    {
        var state = Loaded(Both);
        state = new(
            [.. state.Sas.Select(s => s with { Counters = new(1, 2, 3, 4), Statistics = new(1, 2, 3) })],
            [.. state.Policies.Select(p => p with { Index = 17, Counters = new(1, 2, 3, 4) })]);

        Assert.Empty(Reconciliation.Load(Planning.Plan(Both), state, removesOthers: true).Changes);
    }

    [Fact]
    public void A_changed_key_replaces_the_SA_and_a_changed_peer_updates_the_policy_in_place()
    {
        var changed = Both.Replace("1e1f", "1eff", StringComparison.Ordinal).Replace("peer 192.0.2.2", "peer 192.0.2.3", StringComparison.Ordinal);

        Assert.Equal(
            ["replace SA esp to 192.0.2.2 spi 0x00001001", "update policy out from 10.1.0.0/24 to 10.2.0.0/24"],
            Changes(Reconciliation.Load(Planning.Plan(changed), Loaded(Both), removesOthers: false)));
    }

    [Fact]
    public void Without_flushing_what_is_not_described_stays() =>
        Assert.Empty(Reconciliation.Load(Planning.Plan(Flow), Loaded(Both), removesOthers: false).Changes);

    [Fact]
    public void With_flushing_what_is_not_described_goes_policies_first() =>
        Assert.Equal(
            [
                "add policy out from 10.1.0.0/24 to 10.3.0.0/24", "delete policy out from 10.1.0.0/24 to 10.2.0.0/24",
                "delete SA esp to 192.0.2.2 spi 0x00001001",
            ],
            Changes(Reconciliation.Load(Planning.Plan(OtherFlow), Loaded(Both), removesOthers: true)));

    [Fact]
    public void Flushing_leaves_what_others_made()
    {
        var state = Foreign(Loaded(Both));

        Assert.Empty(Reconciliation.Flush(state).Changes);
        Assert.Equal(2, Reconciliation.Flush(Loaded(Both)).Changes.Length);
    }

    [Fact]
    public void What_others_made_is_not_overwritten()
    {
        var work = Reconciliation.Load(Planning.Plan(Both), Foreign(Loaded(Both)), removesOthers: true);

        Assert.Empty(work.Changes);
        Assert.Equal(
            [
                "policy out from 10.1.0.0/24 to 10.2.0.0/24 is there and was not made by ipsecctl",
                "SA esp to 192.0.2.2 spi 0x00001001 is there and was not made by ipsecctl",
            ],
            work.Conflicts.Select(c => c.Message));
    }

    [Fact]
    public void Equal_rules_are_one_object_and_contradicting_ones_a_conflict()
    {
        Assert.Single(Reconciliation.Load(Planning.Plan(Flow + "\n" + Flow), Empty, removesOthers: false).Changes);

        var work = Reconciliation.Load(Planning.Plan(Flow + "\n" + Flow + " type use"), Empty, removesOthers: false);
        Assert.Empty(work.Conflicts);
        work = Reconciliation.Load(Planning.Plan(Flow + "\nflow out from 10.1.0.0/24 to 10.2.0.0/24 type deny"), Empty, removesOthers: false);
        Assert.Equal("policy out from 10.1.0.0/24 to 10.2.0.0/24 is described twice", Assert.Single(work.Conflicts).Message);
    }

    [Fact]
    public void Deleting_takes_what_the_file_describes_and_names_what_is_missing()
    {
        Assert.Equal(
            ["delete policy out from 10.1.0.0/24 to 10.2.0.0/24", "delete SA esp to 192.0.2.2 spi 0x00001001"],
            Changes(Reconciliation.Delete(Rules(Both), Loaded(Both + "\n" + OtherFlow))));

        var work = Reconciliation.Delete(Rules(Both), Empty);
        Assert.Equal(
            [
                "failed to delete rule 0: there is no policy out from 10.1.0.0/24 to 10.2.0.0/24",
                "failed to delete rule 1: there is no SA esp to 192.0.2.2 spi 0x00001001",
            ],
            work.Conflicts.Select(c => c.Message));
    }

    [Fact]
    public void The_inverse_of_an_inverse_is_the_change()
    {
        var changes = Reconciliation.Load(Planning.Plan(Both), Empty, removesOthers: false).Changes;

        Assert.All(changes, change => Assert.Equal(change, change.Inverse.Inverse));
        Assert.All(changes, change => Assert.StartsWith("delete", change.Inverse.Description, StringComparison.Ordinal));
    }

    private static string[] Changes(Reconciliation work) => [.. work.Changes.Select(c => c.Description)];

    private static KernelSnapshot Loaded(string text)
    {
        var objects = Planning.Plan(text).Objects;
        return new(
            [.. objects.OfType<PlannedObject.Sa>().Select(s => s.Value)],
            [.. objects.OfType<PlannedObject.Policy>().Select(p => p.Value)]);
    }

    private static KernelSnapshot Foreign(KernelSnapshot state) => new(
        [.. state.Sas.Select(s => s with { RequestId = 1 })],
        [.. state.Policies.Select(p => p with { Priority = 375423 })]);
}

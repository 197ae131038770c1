using Koi.Ipsec.Rules;
using Koi.Netlink;
using Koi.Netlink.Xfrm;

namespace Koi.Ipsec.Plan;

/// <summary>A difference between what should be in the kernel and what is, with the way back.</summary>
/// <param name="Rule">The rule that asks for it; null for something that no rule describes any more.</param>
public abstract record KernelChange(Rule? Rule)
{
    /// <summary>A new SA.</summary>
    public sealed record AddSa(Rule? Rule, SecurityAssociation Sa) : KernelChange(Rule);

    /// <summary>An SA whose keys or ends changed: the kernel cannot change them in place.</summary>
    public sealed record ReplaceSa(Rule? Rule, SecurityAssociation Old, SecurityAssociation New) : KernelChange(Rule);

    /// <summary>An SA that goes.</summary>
    public sealed record DeleteSa(Rule? Rule, SecurityAssociation Sa) : KernelChange(Rule);

    /// <summary>A new policy.</summary>
    public sealed record AddPolicy(Rule? Rule, SecurityPolicy Policy) : KernelChange(Rule);

    /// <summary>A policy that changes in place.</summary>
    public sealed record UpdatePolicy(Rule? Rule, SecurityPolicy Old, SecurityPolicy New) : KernelChange(Rule);

    /// <summary>A policy that goes.</summary>
    public sealed record DeletePolicy(Rule? Rule, SecurityPolicy Policy) : KernelChange(Rule);

    /// <summary>What is done, for messages.</summary>
    public string Description => this switch
    {
        AddSa change => $"add SA {ObjectText.Of(change.Sa.Id)}",
        ReplaceSa change => $"replace SA {ObjectText.Of(change.New.Id)}",
        DeleteSa change => $"delete SA {ObjectText.Of(change.Sa.Id)}",
        AddPolicy change => $"add {ObjectText.Of(ObjectText.IdOf(change.Policy))}",
        UpdatePolicy change => $"update {ObjectText.Of(ObjectText.IdOf(change.New))}",
        DeletePolicy change => $"delete {ObjectText.Of(ObjectText.IdOf(change.Policy))}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The change that takes this one back.</summary>
    public KernelChange Inverse => this switch
    {
        AddSa change => new DeleteSa(change.Rule, change.Sa),
        ReplaceSa change => new ReplaceSa(change.Rule, change.New, change.Old),
        DeleteSa change => new AddSa(change.Rule, change.Sa),
        AddPolicy change => new DeletePolicy(change.Rule, change.Policy),
        UpdatePolicy change => new UpdatePolicy(change.Rule, change.New, change.Old),
        DeletePolicy change => new AddPolicy(change.Rule, change.Policy),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Writes the messages that do it: one, or two for a replacement.</summary>
    public void Write(MessageWriter writer)
    {
        switch (this)
        {
            case AddSa change:
                XfrmRequests.AddSa(writer, change.Sa);
                break;
            case ReplaceSa change:
                XfrmRequests.DeleteSa(writer, change.Old.Id);
                XfrmRequests.AddSa(writer, change.New);
                break;
            case DeleteSa change:
                XfrmRequests.DeleteSa(writer, change.Sa.Id);
                break;
            case AddPolicy change:
                XfrmRequests.AddPolicy(writer, change.Policy);
                break;
            case UpdatePolicy change:
                XfrmRequests.UpdatePolicy(writer, change.New);
                break;
            // By selector the kernel searches its trees: 10,000 policies between networks took it a second, by index 13 ms.
            case DeletePolicy { Policy.Index: not 0 } change:
                XfrmRequests.DeletePolicyByIndex(writer, change.Policy.Index, change.Policy.Direction);
                break;
            case DeletePolicy change:
                XfrmRequests.DeletePolicy(writer, ObjectText.IdOf(change.Policy));
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}

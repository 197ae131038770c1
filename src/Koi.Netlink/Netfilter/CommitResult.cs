using System.Collections.Immutable;

namespace Koi.Netlink.Netfilter;

/// <summary>How a batch of nf_tables ended: all of it was done, or nothing.</summary>
/// <param name="IsStale">Nothing was done since the ruleset's generation is another than the batch was meant for.</param>
/// <param name="Failures">
/// The messages that the kernel refused, counted from the batch's begin, which is 0; more than the receive queue holds
/// (about a thousand) are cut.
/// </param>
public readonly record struct CommitResult(bool IsStale, ImmutableArray<BatchFailure> Failures)
{
    /// <summary>Whether all was done.</summary>
    public bool IsCommitted => !IsStale && Failures.IsDefaultOrEmpty;
}

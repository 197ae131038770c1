using System.Collections.Immutable;
using Koi.Ipsec.Plan;
using Koi.Netlink;
using Koi.Netlink.Linux;

namespace Koi.Ipsec.Linux;

/// <summary>Brings changes into the kernel: all of them, or none.</summary>
public static class KernelLoader
{
    /// <summary>Failures are looked at after so many changes, so that little is done in vain after one.</summary>
    private const int ChangesPerStep = 2048;

    /// <summary>Reads what is in the kernel.</summary>
    /// <exception cref="LinuxException">The kernel refuses, as it does without CAP_NET_ADMIN.</exception>
    public static KernelSnapshot Fetch(XfrmSocket socket) => new(socket.DumpSas(), socket.DumpPolicies());

    /// <summary>Applies changes in order; after a failure everything that this call did is undone.</summary>
    /// <param name="socket">Where to.</param>
    /// <param name="changes">What to do.</param>
    /// <returns>The changes that failed, with the kernel's words, and those that could not be undone; empty for success.</returns>
    /// <exception cref="LinuxException">The socket itself failed.</exception>
    public static LoadResult Apply(XfrmSocket socket, ImmutableArray<KernelChange> changes)
    {
        using var writer = new MessageWriter(64 * 1024);
        for (var done = 0; done < changes.Length; done += ChangesPerStep)
        {
            var step = changes[done..Math.Min(done + ChangesPerStep, changes.Length)];
            var failures = Send(socket, writer, step);
            if (failures.Count > 0)
            {
                var undo = changes[..(done + step.Length)].Reverse().Select(c => WayBack(c, failures)).OfType<KernelChange>();
                var stuck = Send(socket, writer, [.. undo]);
                return new(Texts(failures), Texts(stuck));
            }
        }

        return new([], []);
    }

    /// <summary>The change that takes one back; null when there is nothing to take back.</summary>
    private static KernelChange? WayBack(KernelChange change, Dictionary<KernelChange, NetlinkError> failures)
    {
        if (!failures.ContainsKey(change))
        {
            return change.Inverse;
        }

        // A replacement that failed has deleted the old SA before the kernel refused the new one.
        return change is KernelChange.ReplaceSa replacement ? new KernelChange.AddSa(change.Rule, replacement.Old) : null;
    }

    private static ImmutableArray<FailedChange> Texts(Dictionary<KernelChange, NetlinkError> failures) =>
        [.. failures.Select(f => new FailedChange(f.Key, f.Value))];

    private static Dictionary<KernelChange, NetlinkError> Send(XfrmSocket socket, MessageWriter writer, ImmutableArray<KernelChange> changes)
    {
        List<KernelChange> changeOfMessage = new(changes.Length);
        foreach (var change in changes)
        {
            change.Write(writer);
            while (changeOfMessage.Count < writer.MessageCount)
            {
                changeOfMessage.Add(change);
            }
        }

        Dictionary<KernelChange, NetlinkError> failures = new(ReferenceEqualityComparer.Instance);
        foreach (var failure in socket.ApplyBatch(writer, "load"))
        {
            failures.TryAdd(changeOfMessage[failure.Index], failure.Error);
        }

        return failures;
    }
}

/// <summary>What became of a load.</summary>
/// <param name="Failures">Changes that the kernel refused; everything else was undone.</param>
/// <param name="NotUndone">Changes that could not be undone.</param>
public sealed record LoadResult(ImmutableArray<FailedChange> Failures, ImmutableArray<FailedChange> NotUndone);

/// <summary>A change that the kernel refused.</summary>
/// <param name="Change">The change.</param>
/// <param name="Error">The kernel's words.</param>
public sealed record FailedChange(KernelChange Change, NetlinkError Error);

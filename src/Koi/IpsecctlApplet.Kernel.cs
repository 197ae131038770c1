using System.Collections.Immutable;
using Koi.Ipsec.Isakmpd;
using Koi.Ipsec.Linux;
using Koi.Ipsec.Plan;
using Koi.Ipsec.Rules;
using Koi.Language;
using Koi.Netlink;
using Koi.Netlink.Linux;

namespace Koi;

/// <content>What ipsecctl does to the kernel and to isakmpd.</content>
internal sealed partial class IpsecctlApplet
{
    private const int MostReported = 20;

    /// <summary>Loads or deletes the rules of a file: all of them, or none.</summary>
    private bool Commit(IReadOnlyCollection<Rule> rules)
    {
        if (!PrepareDaemon(rules, out var daemonLines))
        {
            return false;
        }

        using var turn = LoadLock.Take();
        using var socket = XfrmSocket.Open(trace);
        if (options.Flush > 1)
        {
            FlushEverything(socket);
        }

        var state = KernelLoader.Fetch(socket);
        var work = options.Deletes ? Reconciliation.Delete(rules, state) : Load(rules, state);
        return work is not null && Apply(socket, work) && TellDaemon(socket, work, daemonLines) && work.Conflicts.IsEmpty;
    }

    private Reconciliation? Load(IReadOnlyCollection<Rule> rules, KernelSnapshot state)
    {
        WarnOfRepeatedKeystreams(rules);
        using var routes = new PeerRoutes();
        var plan = KernelPlan.Make(rules, state.Sas, routes.FindSource);
        Report(plan.Diagnostics.Take(MostReported));
        if (!plan.IsPossible)
        {
            return Refuse();
        }

        var work = Reconciliation.Load(plan, state, removesOthers: options.Flush > 0);
        Report(work.Conflicts.Take(MostReported));
        return work.Conflicts.IsEmpty ? work : Refuse();
    }

    /// <summary>What the parser says in Koi's own dialect; under 4.9, which said nothing, it is said when such an SA is loaded.</summary>
    private void WarnOfRepeatedKeystreams(IEnumerable<Rule> rules)
    {
        if (!options.Dialect.IsOpenBsd49)
        {
            return;
        }

        foreach (var cipher in rules.OfType<Rule.Sa>().Select(sa => sa.Transforms.Encryption).OfType<Transform>().Distinct())
        {
            Output.WriteError(cipher.RepeatsKeystream ? $"{Name}: warning: {cipher.KeystreamWarning}\n" : "");
        }
    }

    private static Reconciliation? Refuse()
    {
        Output.WriteError($"{Name}: ipsec rules not loaded\n");
        return null;
    }

    private bool Apply(XfrmSocket socket, Reconciliation work)
    {
        if (options.Deletes)
        {
            Report(work.Conflicts.Take(MostReported));
        }

        var result = KernelLoader.Apply(socket, work.Changes);
        ReportFailures(result.Failures, "failed to");
        ReportFailures(result.NotUndone, "failed to undo:");
        if (!result.Failures.IsEmpty)
        {
            Output.WriteError(result.NotUndone.IsEmpty
                ? $"{Name}: nothing was changed\n"
                : $"{Name}: the kernel is left as described above\n");
        }

        return result.Failures.IsEmpty;
    }

    private void ReportFailures(ImmutableArray<FailedChange> failures, string verb)
    {
        var rule = options.Deletes ? "delete rule" : "add rule";
        foreach (var (change, error) in failures.Take(MostReported))
        {
            if (options.Dialect.IsOpenBsd49)
            {
                Output.WriteError($"{Name}: PF_KEY failed: {LinuxError(error.Errno)}\n{Name}: {verb} {rule} {change.Rule?.Number}\n");
            }
            else
            {
                var message = $"{verb} {rule} {change.Rule?.Number}: {change.Description}: {error}";
                Report([new(Severity.Error, message, change.Rule?.Span, 0, [])]);
            }
        }
    }

    private static string LinuxError(int errno) => LinuxException.Describe(errno);

    private bool Flush()
    {
        using var turn = LoadLock.Take();
        using var socket = XfrmSocket.Open(trace);
        if (options.Flush > 1)
        {
            FlushEverything(socket);
            return true;
        }

        return Apply(socket, Reconciliation.Flush(KernelLoader.Fetch(socket)));
    }

    private static void FlushEverything(XfrmSocket socket)
    {
        socket.FlushPolicies();
        socket.FlushSas();
    }

    /// <summary>The lines for isakmpd, one text for each <c>ike</c> rule; made before the kernel is touched.</summary>
    /// <returns>False when there is nobody to tell, or something that isakmpd cannot do.</returns>
    private bool PrepareDaemon(IEnumerable<Rule> rules, out ImmutableArray<string> lines)
    {
        var ikes = rules.OfType<Rule.Ike>().ToArray();
        lines = [];
        if (ikes.Length == 0)
        {
            return true;
        }

        if (options.Fifo is null)
        {
            const string Message = "ike rules need a daemon: name isakmpd's FIFO with -i; driving strongSwan is yet to come";
            Report([new(Severity.Error, Message, ikes[0].Span, ikes[0].Span.Position.Line, [])]);
            Refuse();
            return false;
        }

        if (Fifo.Check(options.Fifo) is { } problem)
        {
            Output.WriteError($"{Name}: {problem}\n");
            return false;
        }

        var texts = ikes.Select(ike => options.Deletes ? FifoWriter.Delete(ike) : FifoWriter.Add(ike, options.Dialect, showSecret: true)).ToArray();
        for (var i = 0; i < ikes.Length; i++)
        {
            if (texts[i].Failure is { } failure)
            {
                Output.WriteError($"{Name}: {failure}\n{Name}: failed to {(options.Deletes ? "delete" : "add")} ike rule {ikes[i].Number}\n");
            }
        }

        lines = [.. texts.Select(text => text.Text)];
        return texts.All(text => text.Failure is null);
    }

    /// <summary>Writes to isakmpd's FIFO; when that fails, what was done to the kernel is undone.</summary>
    private bool TellDaemon(XfrmSocket socket, Reconciliation work, ImmutableArray<string> lines)
    {
        try
        {
            foreach (var text in lines)
            {
                Fifo.Write(options.Fifo!, text);
            }

            return true;
        }
        catch (Exception failure) when (failure is LinuxException or IOException)
        {
            Output.WriteError($"{Name}: {failure.Message}\n");
            var undone = KernelLoader.Apply(socket, [.. work.Changes.Reverse().Select(change => change.Inverse)]);
            ReportFailures(undone.Failures, "failed to undo:");
            return false;
        }
    }
}

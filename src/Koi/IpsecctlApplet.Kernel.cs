using System.Collections.Immutable;
using Koi.Ipsec.Isakmpd;
using Koi.Ipsec.Linux;
using Koi.Ipsec.Plan;
using Koi.Ipsec.Rules;
using Koi.Language;
using Koi.Netlink.Linux;

namespace Koi;

/// <content>What ipsecctl does to the kernel and to isakmpd.</content>
internal sealed partial class IpsecctlApplet
{
    private const int MostReported = 20;

    /// <summary>Loads or deletes the rules of a file: all of them, or none.</summary>
    private bool Commit(IReadOnlyCollection<Rule> rules)
    {
        if (!CanReachDaemon(rules))
        {
            return false;
        }

        using var socket = XfrmSocket.Open(trace);
        if (options.Flush > 1)
        {
            FlushEverything(socket);
        }

        var state = KernelLoader.Fetch(socket);
        var work = options.Deletes ? Reconciliation.Delete(rules, state) : Load(rules, state);
        return work is not null && Apply(socket, work) && TellDaemon(rules) && work.Conflicts.IsEmpty;
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

    private static string LinuxError(int errno) => Koi.Netlink.LinuxException.Describe(errno);

    private bool Flush()
    {
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

    /// <summary>Whether the <c>ike</c> rules have somebody to go to; asked before the kernel is touched.</summary>
    private bool CanReachDaemon(IEnumerable<Rule> rules)
    {
        if (rules.OfType<Rule.Ike>().FirstOrDefault() is not { } first)
        {
            return true;
        }

        if (options.Fifo is null)
        {
            const string Message = "ike rules need a daemon: name isakmpd's FIFO with -i; driving strongSwan is yet to come";
            Report([new(Severity.Error, Message, first.Span, first.Span.Position.Line, [])]);
            Refuse();
            return false;
        }

        if (Fifo.Check(options.Fifo) is { } problem)
        {
            Output.WriteError($"{Name}: {problem}\n");
            return false;
        }

        return true;
    }

    private bool TellDaemon(IEnumerable<Rule> rules)
    {
        var isTold = true;
        foreach (var ike in rules.OfType<Rule.Ike>())
        {
            var lines = options.Deletes ? FifoWriter.Delete(ike) : FifoWriter.Add(ike, options.Dialect, showSecret: true);
            if (lines.Failure is { } failure)
            {
                Output.WriteError($"{Name}: {failure}\n{Name}: failed to {(options.Deletes ? "delete" : "add")} ike rule {ike.Number}\n");
                isTold = false;
                continue;
            }

            Fifo.Write(options.Fifo!, lines.Text);
        }

        return isTold;
    }
}

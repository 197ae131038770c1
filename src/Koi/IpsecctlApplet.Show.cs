using Koi.Ipsec.Linux;
using Koi.Ipsec.Plan;
using Koi.Ipsec.Show;
using Koi.Netlink.Linux;

namespace Koi;

/// <content>What ipsecctl shows of the kernel.</content>
internal sealed partial class IpsecctlApplet
{
    private ShowOptions ShowOptions => new(
        options.Dialect,
        environment.Names,
        options.ShowsKeys,
        (Verbosity)Math.Min(options.Verbosity, (int)Verbosity.VeryVerbose),
        options.Collapses);

    private void Show(ShowModifier modifier)
    {
        using var socket = XfrmSocket.Open(trace);
        var state = KernelState.Fetch(socket, modifier, options.Dialect, options.ShowsKeys ? KeyHandling.Keep : KeyHandling.Zero);
        output.Write(options.PrintsJson
            ? new ShowJson(options.ShowsKeys, Ownership.IsOurs, Ownership.IsOurs).Print(modifier, state.Flows, state.Sas)
            : new ShowPrinter(ShowOptions).Print(modifier, state.Flows, state.Sas));
        state.ZeroKeys();
    }

    /// <summary>Prints events until a signal ends the program.</summary>
    private void Monitor()
    {
        using var monitor = XfrmMonitor.Open(trace);
        using var writer = new StreamWriter(Console.OpenStandardOutput());
        var (print, lost) = options.PrintsJson
            ? ((MessagePrinter)new MonitorJson(options.Dialect, options.ShowsKeys, Ownership.IsOurs, Ownership.IsOurs).Print, MonitorJson.Lost)
            : (new MonitorPrinter(ShowOptions).Print, MonitorPrinter.Lost);
        try
        {
            monitor.RunAsync(print, lost, writer, CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (IOException)
        {
            // Nobody reads any more.
        }
    }
}

using Koi.Netlink;
using Koi.Netlink.Linux;
using Koi.Netlink.Xfrm;

namespace Koi.Ipsec.Linux;

/// <summary>Makes text of a message: <see cref="Show.MonitorPrinter"/>'s or <see cref="Show.MonitorJson"/>'s Print.</summary>
public delegate string MessagePrinter(NetlinkMessage message);

/// <summary>Prints what changes in the kernel's IPsec databases: <c>ipsecctl -m</c>.</summary>
public sealed class XfrmMonitor : IDisposable
{
    private readonly NetlinkEventSocket events;

    private XfrmMonitor(NetlinkEventSocket events) => this.events = events;

    /// <summary>Listens in the calling thread's network namespace; events queue from here on.</summary>
    /// <param name="trace">Gets a line for each message; never key bytes.</param>
    /// <exception cref="LinuxException">CAP_NET_ADMIN is missing.</exception>
    public static XfrmMonitor Open(Action<string>? trace = null) => new(XfrmSocket.Subscribe(
        [XfrmGroup.Acquire, XfrmGroup.Expire, XfrmGroup.Sa, XfrmGroup.Policy, XfrmGroup.AsyncEvents], trace: trace));

    /// <summary>Prints until cancelled, and returns then.</summary>
    /// <param name="print">Makes the text of a message.</param>
    /// <param name="lost">Printed when the kernel had no room for events.</param>
    /// <param name="output">Flushed after each batch of events.</param>
    /// <param name="stopping">Ends it; no event that was received is left unprinted.</param>
    public async Task RunAsync(MessagePrinter print, string lost, TextWriter output, CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                var receipt = await events.ReceiveAsync(message => output.Write(print(message)), stopping);
                if (receipt == EventReceipt.Overrun)
                {
                    await output.WriteAsync(lost);
                }

                await output.FlushAsync(CancellationToken.None);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The way it ends.
        }
    }

    /// <summary>Closes the socket.</summary>
    public void Dispose() => events.Dispose();
}

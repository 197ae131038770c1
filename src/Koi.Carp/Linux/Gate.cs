using System.Diagnostics;
using Koi.Netlink;
using Koi.Netlink.Linux;
using Koi.Netlink.Netfilter;

namespace Koi.Carp.Linux;

/// <summary>
/// The kernel's gate: <c>table netdev koi_carp</c>. A carp interface is open as long as its element in set <c>lease</c> lives, and
/// that dies by itself: a master that does not renew it falls silent, whatever became of the process.
/// </summary>
/// <remarks>
/// A renewal deletes and adds. Adding alone prolongs nothing; deleting what has expired fails and takes the batch along, so that who slept
/// past his lease cannot open the gate. Where the kernel can (6.9), the table belongs to this socket alone and outlives it.
/// </remarks>
internal sealed partial class Gate : IDisposable
{
    private const ulong TicketMilliseconds = 100;
    private const int Tries = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    private readonly NetfilterSocket tables;
    private readonly MessageWriter batch = new(16 * 1024);
    private GateShape shape = GateShape.Empty;
    private TableFlags flags;       // as the table was taken

    private Gate(NetfilterSocket tables) => this.tables = tables;

    /// <summary>Of the kernel's clock, in microseconds.</summary>
    public static long Tick { get; } = LibC.KernelTick();

    /// <summary>Whether somebody else changed the table.</summary>
    public bool IsTouched { get; private set; } = true;

    /// <summary>Takes the table, or makes it.</summary>
    /// <param name="patience">How long to wait for another owner to end: a process that was killed lets go some milliseconds later.</param>
    /// <param name="trace">Gets a line for each message.</param>
    /// <exception cref="LinuxException">Another process owns it (EPERM), or the kernel has no such tables.</exception>
    public static Gate Open(TimeSpan patience, Action<string>? trace)
    {
        var gate = new Gate(NetfilterSocket.Open(trace));
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var error = gate.Take();
            if (error.IsSuccess)
            {
                return gate;
            }

            if (error.Errno != NetlinkError.EPERM || Stopwatch.GetElapsedTime(start) > patience)
            {
                gate.Dispose();
                throw new NetlinkException("take the gate of carp interfaces, table netdev koi_carp", error, 0);
            }

            Thread.Sleep(Pause);
        }
    }

    /// <summary>Notes changes of the table that are not its own. The rest of the ruleset is nobody's business here.</summary>
    public void Hear(NetlinkMessage message) => IsTouched |= message.Port != tables.Port
        && NetfilterTarget.TryRead(message, out var target)
        && target.IsIn(TableFamily.NetDev, GateShape.Table);

    /// <summary>Makes the batch that renews a host's lease, from what was declared.</summary>
    public void MakeRenewal(VirtualHost host)
    {
        NetfilterBatch.Begin(batch);
        Exchange(host, Lease(host.Name));
        ForLive(host, (set, elements) =>
        {
            ElementMessages.Delete(batch, set, elements);
            ElementMessages.Add(batch, set, WithTimeout(elements, host));
        });
        NetfilterBatch.End(batch);
        host.Renewal = NetfilterSocket.Prepare(batch);
        host.RenewalNames = (host.Name, host.Parent.Link.Name);
    }

    /// <summary>Renews a lease; false when it had run out, or there was none.</summary>
    public bool TryRenew(VirtualHost host)
    {
        if (host.Renewal is null)
        {
            MakeRenewal(host);
        }

        return tables.Commit(host.Renewal!) == 0;
    }

    /// <summary>Says that a host is about to open. What takes longer than the ticket lives was asleep.</summary>
    public void PutTicket(VirtualHost host)
    {
        NetfilterBatch.Begin(batch);
        Renew(LeaseSet, Ticket(host) with { TimeoutMilliseconds = TicketMilliseconds });
        NetfilterBatch.End(batch);
        tables.Commit(batch, "put up a ticket");
    }

    /// <summary>The claim came to nothing.</summary>
    public void TakeTicket(VirtualHost host)
    {
        NetfilterBatch.Begin(batch);
        Remove(LeaseSet, Ticket(host));
        NetfilterBatch.End(batch);
        tables.Commit(batch, "take a ticket down");
    }

    /// <summary>Gives the lease for the ticket; false when the ticket has expired.</summary>
    public bool TryOpen(VirtualHost host) => TryOpen(host, Ticket(host));

    /// <summary>Gives the lease to addresses that are new, for the lease that a master has.</summary>
    /// <param name="host">The host.</param>
    /// <param name="name">The name for which it has that lease: another than its own when it was renamed.</param>
    public bool TryExtend(VirtualHost host, string name) => TryOpen(host, Lease(name));

    /// <summary>Takes the lease back: silence from now on.</summary>
    public void Close(VirtualHost host)
    {
        NetfilterBatch.Begin(batch);
        Remove(LeaseSet, Lease(host.Name));
        Remove(LeaseSet, Ticket(host));
        ForLive(host, (set, elements) => Array.ForEach(elements, element => Remove(set, element)));
        NetfilterBatch.End(batch);
        tables.Commit(batch, "close the gate");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        batch.Dispose();
        tables.Dispose();
    }

    private static SetId LeaseSet => GateShape.Set(GateShape.LeaseSet);

    private static SetElement Lease(string name) => SetElement.OfInterface(name);

    /// <summary>No interface's name begins so.</summary>
    private static SetElement Ticket(VirtualHost host) =>
        SetElement.OfInterface(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"?{host.Index}"));

    /// <summary>A kernel that knows no persistent owners refuses with EOPNOTSUPP; there the table is anybody's.</summary>
    private NetlinkError Take()
    {
        var error = default(NetlinkError);
        foreach (var ownership in (ReadOnlySpan<TableFlags>)[TableFlags.Owner | TableFlags.Persist, TableFlags.None])
        {
            NetfilterBatch.Begin(batch);
            TableMessages.Add(batch, new NetfilterTable { Family = TableFamily.NetDev, Name = GateShape.Table, Flags = ownership });
            AddLeaseSet(batch);
            NetfilterBatch.End(batch);
            var result = tables.Commit(batch, "take the gate");
            flags = ownership;
            error = result.IsCommitted ? default : result.Failures[0].Error;
            if (error.IsSuccess || error.Errno == NetlinkError.EPERM)
            {
                break;
            }
        }

        return error;
    }

    private bool TryOpen(VirtualHost host, SetElement token)
    {
        NetfilterBatch.Begin(batch);
        Exchange(host, token);
        ForLive(host, (set, elements) =>
        {
            foreach (var element in WithTimeout(elements, host))
            {
                Renew(set, element);
            }
        });
        NetfilterBatch.End(batch);
        return tables.Commit(batch, "open the gate").IsCommitted;
    }

    /// <summary>Gives a token, which must still be there, for a lease of full length.</summary>
    private void Exchange(VirtualHost host, SetElement token)
    {
        var lease = Lease(host.Name) with { TimeoutMilliseconds = Milliseconds(host) };
        ElementMessages.Delete(batch, LeaseSet, token);
        if (token.Key == lease.Key)
        {
            ElementMessages.Add(batch, LeaseSet, lease);
        }
        else
        {
            Renew(LeaseSet, lease);
        }
    }

    /// <summary>Adds an element with a full life, whether it is there or not.</summary>
    private void Renew(SetId set, SetElement element)
    {
        Remove(set, element);
        ElementMessages.Add(batch, set, element);
    }

    /// <summary>Deletes an element, whether it is there or not.</summary>
    private void Remove(SetId set, SetElement element)
    {
        ElementMessages.Add(batch, set, element with { TimeoutMilliseconds = TicketMilliseconds });
        ElementMessages.Delete(batch, set, element);
    }

    private static void ForLive(VirtualHost host, Action<SetId, SetElement[]> write)
    {
        foreach (var family in host.Declaration?.Addresses.ToLookup(address => address.IsV6) ?? Enumerable.Empty<IGrouping<bool, InetAddress>>())
        {
            write(GateShape.Set(GateShape.LiveSet(host.Parent.Link.Name, family.Key)), [.. family.Select(one => SetElement.OfAddress(one))]);
        }
    }

    private static SetElement[] WithTimeout(SetElement[] elements, VirtualHost host) =>
        Array.ConvertAll(elements, element => element with { TimeoutMilliseconds = Milliseconds(host) });

    private static ulong Milliseconds(VirtualHost host) => (ulong)Math.Max(1, host.Settings.Lease(Tick) / 1000);

    private static void AddLeaseSet(MessageWriter batch) => SetMessages.Add(batch, new NetfilterSet
    {
        Id = LeaseSet,
        KeyType = SetType.InterfaceName,
        Flags = SetFlags.Timeout,
    });
}

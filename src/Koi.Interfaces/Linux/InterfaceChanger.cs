using System.Collections.Immutable;
using System.Diagnostics;
using Koi.Interfaces.Ifconfig;
using Koi.Netlink;
using Koi.Netlink.Linux;
using Koi.Netlink.Route;

namespace Koi.Interfaces.Linux;

/// <summary>Carries out what ifconfig(8) planned.</summary>
/// <param name="socket">To the kernel.</param>
/// <param name="groups">Opens the groups, when there is something to do with them.</param>
/// <param name="warn">Gets warnings, without the program's name.</param>
public sealed class InterfaceChanger(RouteSocket socket, Func<GroupStore> groups, Action<string> warn) : IDisposable
{
    private const int EAFNOSUPPORT = 97;

    private readonly CarpChanger carp = new(warn);
    private readonly MessageWriter writer = new();

    /// <summary>Sends requests in order, up to the first that fails; ports that were moved for it are put back.</summary>
    /// <returns>What failed, in ifconfig's words without the program's name; null when nothing did.</returns>
    public string? Execute(ImmutableArray<Request> requests)
    {
        for (var i = 0; i < requests.Length; i++)
        {
            var moves = requests[i..].TakeWhile(r => Move(r) is not null && string.Equals(r.Interface, requests[i].Interface, StringComparison.Ordinal)).ToArray();
            if ((moves.Length > 0 ? TryMove(moves) : Try(requests[i])) is { } failure)
            {
                PutBack(requests[..i], requests[i], requests[(i + 1)..]);
                return failure;
            }

            i += Math.Max(moves.Length - 1, 0);
        }

        return null;
    }

    /// <summary>Zeroes its buffer; the socket is its owner's.</summary>
    public void Dispose() => writer.Dispose();

    /// <returns>What failed; null when nothing did.</returns>
    private string? Try(Request request) => request switch
    {
        Request.AskDaemon ask => carp.Ask(ask),
        Request.Declare declare => Try(request, () => Index(request) == 0 ? NetlinkError.ENODEV : 0) ?? CarpChanger.Declare(declare, Index(request)),
        Request.Undeclare gone => CarpChanger.Undeclare(gone),
        _ => Try(request, () => Execute(request)),
    };

    private int Index(Request request) => socket.FindLink(request.Interface)?.Index ?? 0;

    /// <summary>Joins and leaves groups that stand beside each other make one transaction.</summary>
    private string? TryMove(Request[] moves) => Try(moves[^1], () =>
    {
        if (socket.FindLink(moves[0].Interface) is not { } member)
        {
            return NetlinkError.ENODEV;
        }

        using var store = groups();
        return store.Move(member, [.. moves.Select(Move).OfType<GroupMove>()]) ? 0 : NetlinkError.ENOENT;
    });

    private static GroupMove? Move(Request request) => request switch
    {
        Request.JoinGroup join => new GroupMove(join.Group, IsJoining: true),
        Request.LeaveGroup leave => new GroupMove(leave.Group, IsJoining: false),
        _ => null,
    };

    private static string? Try(Request request, Func<int> execute)
    {
        try
        {
            return execute() is var errno and not 0 ? $"{request.Ioctl}: {LinuxException.Describe(errno)}" : null;
        }
        catch (NetlinkException refusal) when (refusal.Errno == EAFNOSUPPORT && request is Request.Change { Settings.AddressGeneration: not null })
        {
            // There is no IPv6, so it gives itself no address.
            return null;
        }
        catch (NetlinkException refusal)
        {
            return $"{request.Ioctl}: {refusal.Error}";
        }
        catch (LinuxException failure)
        {
            return $"{request.Ioctl}: {LinuxException.Describe(failure.Errno)}";
        }
    }

    /// <summary>A trunk's port is down while it is added, and a trunk without ports while its protocol changes; neither may stay so.</summary>
    private void PutBack(ImmutableArray<Request> done, Request failed, ImmutableArray<Request> left)
    {
        // A carp interface that nobody knows of is nothing.
        if (failed is Request.Declare && done.OfType<Request.AddLink>().FirstOrDefault() is { } made)
        {
            Try(new Request.Delete(made.Interface));
        }

        var lowered = done.OfType<Request.Change>().Where(c => c.Settings.IsUp is false).Select(c => c.Interface).ToHashSet(StringComparer.Ordinal);
        var released = done.OfType<Request.SetOwner>().Where(p => p.Owner is null).Select(p => p.Interface).ToHashSet(StringComparer.Ordinal);
        foreach (var request in left)
        {
            if (request is Request.SetOwner { Owner: not null } port ? released.Contains(port.Interface)
                : request is Request.Change { Settings.IsUp: true } change && (lowered.Contains(change.Interface) || released.Contains(change.Interface)))
            {
                Try(request);
            }
        }
    }

    /// <returns>0 or errno.</returns>
    private int Execute(Request request)
    {
        switch (request)
        {
            case Request.AddLink add:
                LinkMessages.Add(writer, add.Interface, add.Kind);
                return Send();

            case Request.AddTun tun:
                TunDevice.Create(tun.Interface, tun.IsTap);
                return 0;

            default:
                return socket.FindLink(request.Interface) is { } link ? Execute(request, link.Index) : NetlinkError.ENODEV;
        }
    }

    private int Execute(Request request, int index)
    {
        switch (request)
        {
            case Request.Delete:
                LinkMessages.Delete(writer, index);
                return Send();

            case Request.Change change:
                LinkMessages.Change(writer, index, change.Settings);
                return Send();

            case Request.ChangeTunnel tunnel:
                LinkMessages.ChangeKind(writer, index, tunnel.Kind);
                return Send();

            case Request.ChangeBond bond:
                return ChangeBond(index, bond);

            case Request.SetOwner port:
                return SetOwner(index, port.Owner);

            case Request.AddAddress add:
                AddressMessages.Add(writer, add.Address with { InterfaceIndex = index });
                return Send();

            case Request.ReplaceAddress replace:
                AddressMessages.Replace(writer, replace.Address with { InterfaceIndex = index });
                return Send();

            case Request.DeleteAddress delete:
                AddressMessages.Delete(writer, delete.Address with { InterfaceIndex = index });
                return Send();

            case Request.RestoreAddresses restore:
                return Restore(index, restore.Addresses);

            default:
                throw new UnreachableException();
        }
    }

    private int ChangeBond(int index, Request.ChangeBond change)
    {
        var settings = change.Settings;
        if (change.Primary is { } primary)
        {
            if (socket.FindLink(primary) is not { } port)
            {
                return NetlinkError.ENODEV;
            }

            settings = settings with { PrimaryIndex = port.Index };
        }

        LinkMessages.ChangeKind(writer, index, new LinkKind.Bond(settings));
        return Send();
    }

    private int SetOwner(int index, string? owner)
    {
        var master = 0;
        if (owner is not null)
        {
            if (socket.FindLink(owner) is not { } link)
            {
                return NetlinkError.ENODEV;
            }

            master = link.Index;
        }

        LinkMessages.Change(writer, index, new LinkChange { MasterIndex = master });
        return Send();
    }

    /// <summary>Whether the kernel deletes secondary addresses with their primary is its setting promote_secondaries.</summary>
    private int Restore(int index, ImmutableArray<InterfaceAddress> addresses)
    {
        var present = socket.DumpAddresses().Where(a => a.InterfaceIndex == index).Select(a => a.Prefix).ToHashSet();
        foreach (var address in addresses.Where(a => !present.Contains(a.Prefix)))
        {
            AddressMessages.Add(writer, address with { InterfaceIndex = index });
            Send();
        }

        return 0;
    }

    private int Send()
    {
        socket.Execute(writer, "change interface");
        return 0;
    }
}

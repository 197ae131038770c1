using Koi.Netlink;
using Koi.Netlink.Linux;
using Koi.Netlink.Route;

namespace Koi.Carp.Linux;

/// <summary>
/// Sends what a virtual host says. A master speaks through its carp interface, where the gate stops what a process that was asleep says
/// too late; a bow-out leaves by the parent under the parent's own link-layer address, for the gate is closed by then, and a frame from
/// the virtual one would draw the switch to where nobody answers.
/// </summary>
internal sealed class Speaker(Listeners listeners) : IDisposable
{
    private const int EHOSTDOWN = 112, EHOSTUNREACH = 113, ENOMEM = 12, ENOBUFS = 105;

    /// <summary>With a unicast peer no advertisement shows switches where the virtual link-layer address is; something must.</summary>
    private const long ShowPause = 30_000_000;

    private readonly PacketSocket packets = PacketSocket.Open();
    private ushort lastId;

    /// <summary>Sends an advertisement by each family, and keeps the account of how that went.</summary>
    public void Advertise(VirtualHost host, CarpStatistics statistics, long now)
    {
        Span<byte> said = stackalloc byte[Advertisement.Length];
        host.Advertise().Write(said, host.Digest);
        var (index, address) = host.IsOnParent ? (host.Parent.Link.Index, AddressOf(host.Parent)) : (host.Index, host.Address);
        if (host.Settings.HasV4)
        {
            Count(host, statistics, isV6: false, SendV4(host, index, address, said));
        }

        if (host.Settings.HasV6 && host.Parent.SourceV6 is { } source)
        {
            Count(host, statistics, isV6: true, SendV6(index, address, source, said));
        }

        if (host.Declaration!.Peer is not null && now - host.ShownAt > ShowPause)
        {
            Announce(host, now);
        }
    }

    /// <summary>Says on the shared link that a master goes.</summary>
    public void BowOut(VirtualHost host)
    {
        Span<byte> said = stackalloc byte[Advertisement.Length];
        host.Advertise().AsBowOut().Write(said, host.Digest);
        var (index, address) = (host.Parent.Link.Index, AddressOf(host.Parent));
        if (host.Settings.HasV4)
        {
            SendV4(host, index, address, said);
        }

        if (host.Settings.HasV6 && host.Parent.SourceV6 is { } source)
        {
            SendV6(index, address, source, said);
        }
    }

    /// <summary>Tells the neighbours, and the switches between, where the addresses are.</summary>
    public void Announce(VirtualHost host, long now)
    {
        Span<byte> frame = stackalloc byte[Frames.MaxLength];
        var (index, address) = host.IsOnParent ? (host.Parent.Link.Index, AddressOf(host.Parent)) : (host.Index, host.Address);
        host.ShownAt = now;
        foreach (var shared in host.Declaration!.Addresses)
        {
            if (shared.IsV6)
            {
                packets.Send(index, frame[..Frames.WriteNeighbourAdvertisement(frame, address, shared, Variables.IsRouter(host.Name))]);
                continue;
            }

            packets.Send(index, frame[..Frames.WriteArpRequest(frame, address, shared)]);
            if (host.IsOnParent)
            {
                packets.Send(index, frame[..Frames.WriteArpReply(frame, address, shared)]);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => packets.Dispose();

    private int SendV4(VirtualHost host, int index, HardwareAddress address, ReadOnlySpan<byte> said)
    {
        if (host.Declaration!.Peer is { } peer)
        {
            return listeners.Send(host, peer, said);
        }

        Span<byte> frame = stackalloc byte[Frames.MaxLength];
        var from = host.Parent.SourceV4 ?? host.FirstV4;
        var length = Frames.WriteAdvertisementV4(frame, address, Frames.GroupLinkV4, from, Frames.GroupV4, ++lastId, said);
        return packets.Send(index, frame[..length]);
    }

    private int SendV6(int index, HardwareAddress address, InetAddress source, ReadOnlySpan<byte> said)
    {
        Span<byte> frame = stackalloc byte[Frames.MaxLength];
        return packets.Send(index, frame[..Frames.WriteAdvertisementV6(frame, address, source, said)]);
    }

    private static HardwareAddress AddressOf(ParentLink parent) => parent.Link.Address ?? default;

    private static void Count(VirtualHost host, CarpStatistics statistics, bool isV6, int errno)
    {
        switch (errno)
        {
            case 0:
                statistics.CountSent(isV6);
                break;

            case ENOMEM or ENOBUFS:
                statistics.CountNoMemory();
                break;

            // A unicast peer that is down is no fault of one's own.
            case EHOSTDOWN or EHOSTUNREACH when host.Declaration!.Peer is not null:
                return;

            default:
                statistics.CountSendError();
                break;
        }

        host.Health = host.Health.After(isV6, errno == 0);
    }
}

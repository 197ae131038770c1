using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Koi.Interfaces.Ifconfig;
using Koi.Netlink.Route;

namespace Koi.Interfaces.Linux;

/// <summary>Asks drivers how fast their links are. Needs no privilege.</summary>
/// <remarks>
/// Linux uapi ethtool.h, struct ethtool_cmd, 44 bytes: cmd 0 (4), speed 12 (2), duplex 14 (1), autoneg 18 (1), speed_hi 28 (2). The newer
/// ETHTOOL_GLINKSETTINGS tells more of link modes, which is not shown.
/// </remarks>
public sealed unsafe class MediaProbe : IDisposable
{
    private const nuint SIOCETHTOOL = 0x8946;
    private const uint ETHTOOL_GSET = 1;
    private const int CommandSize = 44;
    private const byte DUPLEX_HALF = 0, DUPLEX_FULL = 1;

    private readonly SafeSocketHandle socket;

    private MediaProbe(SafeSocketHandle socket) => this.socket = socket;

    /// <summary>Opens it in the calling thread's network namespace.</summary>
    public static MediaProbe Open() =>
        new(new SafeSocketHandle(LibC.socket(LibC.AF_INET, LibC.SOCK_DGRAM | LibC.SOCK_CLOEXEC, 0), ownsHandle: true));

    /// <summary>What the driver of an Ethernet link says; null when it says nothing.</summary>
    public Media? Fetch(Link link)
    {
        Span<byte> request = stackalloc byte[LibC.InterfaceRequestSize];
        Span<byte> command = stackalloc byte[CommandSize];
        request.Clear();
        command.Clear();
        MemoryMarshal.Write(command, ETHTOOL_GSET);
        // A bond adds up its ports, a bridge takes the fastest.
        if (socket.IsInvalid || link.HardwareType != Link.Ethernet || link.Kind is "bond" or "bridge" || Encoding.UTF8.GetByteCount(link.Name) >= LibC.IFNAMSIZ)
        {
            return null;
        }

        Encoding.UTF8.GetBytes(link.Name, request);
        fixed (byte* argument = request, data = command)
        {
            MemoryMarshal.Write(request[LibC.IFNAMSIZ..], (nint)data);
            if (LibC.ioctl(socket, SIOCETHTOOL, argument) < 0)
            {
                return null;
            }
        }

        var speed = MemoryMarshal.Read<ushort>(command[12..]) | ((uint)MemoryMarshal.Read<ushort>(command[28..]) << 16);
        bool? isFullDuplex = command[14] switch { DUPLEX_HALF => false, DUPLEX_FULL => true, _ => null };
        // SPEED_UNKNOWN is -1, in 16 bits too with old drivers.
        return speed is 0 or ushort.MaxValue or uint.MaxValue ? null : new Media(speed, isFullDuplex, command[18] != 0);
    }

    /// <summary>Closes the socket.</summary>
    public void Dispose() => socket.Dispose();
}

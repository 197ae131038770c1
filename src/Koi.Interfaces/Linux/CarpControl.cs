using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Koi.Interfaces.Linux;

/// <summary>Asks koid about carp interfaces, over a socket in <see cref="CarpFolder"/>: one datagram there, one back.</summary>
public static unsafe class CarpControl
{
    private const int LongestReply = 64 * 1024;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Where koid listens: AF_UNIX, SOCK_DGRAM.</summary>
    public static string Path => $"{CarpFolder.Path}/control";

    /// <summary>Asks.</summary>
    /// <param name="request">Such as <c>reload</c>, <c>state carp0 master</c>, <c>statistics</c>.</param>
    /// <param name="patience">How long to wait for a koid that runs.</param>
    /// <returns>The reply; null when nobody answers. Without koid that is known at once.</returns>
    public static string? Ask(string request, TimeSpan patience)
    {
        var path = Path;
        for (var start = Stopwatch.GetTimestamp(); ; Thread.Sleep(Pause))
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            try
            {
                // A name of its own, so that koid can answer; it is of this network namespace and ends with the socket.
                socket.Bind(new UnixDomainSocketEndPoint($"\0koi.{Guid.NewGuid():N}"));
                socket.Connect(new UnixDomainSocketEndPoint(path));
                return Exchange(socket, request, patience - Stopwatch.GetElapsedTime(start));
            }
            catch (SocketException failure) when (failure.SocketErrorCode is not SocketError.AccessDenied)
            {
                // Absent, or it refuses: koid begins or ends.
            }
            catch (SocketException)
            {
                return null;
            }

            if (Stopwatch.GetElapsedTime(start) >= patience || !IsKoidRunning())
            {
                return null;
            }
        }
    }

    /// <summary>Whether koid runs in the calling thread's network namespace: it holds a lock as long as it lives.</summary>
    /// <remarks>
    /// The kernel's list of locks is read, for trying the lock would keep a koid that starts just then from getting it. The list has
    /// the file's number only; a stranger's file of the same number makes us wait for nothing.
    /// </remarks>
    public static bool IsKoidRunning()
    {
        // Opening it would take the lock, too: .NET does so.
        using var here = new SafeFileHandle(LibC.AT_FDCWD, ownsHandle: false);
        LibC.StatX status;
        if (LibC.statx(here, MirrorFile.Path("koid"), 0, LibC.STATX_BASIC_STATS, &status) != 0)
        {
            return false;
        }

        var file = string.Create(CultureInfo.InvariantCulture, $":{status.Inode} ");
        return File.ReadLines("/proc/locks").Any(line =>
            line.Contains(" FLOCK ", StringComparison.Ordinal) && line.Contains(file, StringComparison.Ordinal));
    }

    private static string? Exchange(Socket socket, string request, TimeSpan patience)
    {
        socket.ReceiveTimeout = Math.Max((int)patience.TotalMilliseconds, 1);
        socket.SendTimeout = socket.ReceiveTimeout;
        socket.Send(Encoding.UTF8.GetBytes(request));
        var reply = new byte[LongestReply];
        try
        {
            return socket.Receive(reply) is var length and > 0 ? Encoding.UTF8.GetString(reply, 0, length) : null;
        }
        catch (SocketException failure) when (failure.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
        {
            return null;
        }
    }
}

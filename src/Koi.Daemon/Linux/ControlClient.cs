using System.Net.Sockets;
using System.Text;

namespace Koi.Daemon.Linux;

/// <summary>Asks a daemon's <see cref="ControlServer"/>: one datagram there, one back.</summary>
public static class ControlClient
{
    private const int LongestReply = 256 * 1024;

    /// <summary>Asks.</summary>
    /// <param name="path">The daemon's socket.</param>
    /// <param name="request">A word that it knows.</param>
    /// <param name="patience">How long to wait for the answer.</param>
    /// <param name="error">Why there is none.</param>
    /// <returns>Null when there is no answer.</returns>
    public static string? Ask(string path, string request, TimeSpan patience, out string error)
    {
        error = "";
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            // A name of its own, so that the daemon can answer; it is of this network namespace and ends with the socket.
            socket.Bind(new UnixDomainSocketEndPoint($"\0koi.{Guid.NewGuid():N}"));
            socket.Connect(new UnixDomainSocketEndPoint(path));
            socket.ReceiveTimeout = socket.SendTimeout = (int)patience.TotalMilliseconds;
            socket.ReceiveBufferSize = LongestReply;
            socket.Send(Encoding.UTF8.GetBytes(request));
            var reply = new byte[LongestReply];
            return Encoding.UTF8.GetString(reply, 0, socket.Receive(reply));
        }
        catch (Exception failure) when (failure is SocketException or ArgumentException)
        {
            error = failure is SocketException { SocketErrorCode: var code } ? Describe(code, failure.Message) : failure.Message;
            return null;
        }
    }

    private static string Describe(SocketError code, string message) =>
        code is SocketError.TimedOut or SocketError.WouldBlock ? "no answer"
        : code is SocketError.AddressNotAvailable ? "No such file or directory"
        : code is SocketError.ConnectionRefused ? "nobody listens"
        : code is SocketError.AccessDenied ? "Permission denied"
        : message;
}

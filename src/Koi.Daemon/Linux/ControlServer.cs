using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Koi.Daemon.Linux;

/// <summary>
/// Where ifconfig(8) and others ask: one request, one answer, a datagram each, over a socket that only root can reach. Datagrams, since
/// nobody who connects and then says nothing can hold up the protocol.
/// </summary>
public sealed class ControlServer : IDisposable
{
    private const int MostBytes = 4096;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly Socket socket;
    private readonly string path;
    private readonly byte[] buffer = new byte[MostBytes];

    private ControlServer(Socket socket, string path) => (this.socket, this.path) = (socket, path);

    /// <summary>What to poll.</summary>
    public SafeHandle Handle => socket.SafeHandle;

    /// <summary>Listens; the socket that an earlier one left behind is removed.</summary>
    /// <param name="path">The folder exists.</param>
    /// <exception cref="IOException">The socket cannot be made.</exception>
    public static ControlServer Open(string path)
    {
        RemoveSocket(path);
        var opened = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            opened.Bind(new UnixDomainSocketEndPoint(path));
            File.SetUnixFileMode(path, OwnerOnly);
            return new(opened, path);
        }
        catch (Exception failure) when (failure is SocketException or ArgumentException or UnauthorizedAccessException)
        {
            opened.Dispose();
            throw new IOException($"{path}: {failure.Message}", failure);
        }
    }

    /// <summary>Answers who waits; who does not take his answer goes without.</summary>
    /// <param name="answer">Makes an answer of a request.</param>
    public void Serve(Func<string, string> answer)
    {
        while (socket.Poll(TimeSpan.Zero, SelectMode.SelectRead))
        {
            try
            {
                System.Net.EndPoint client = new UnixDomainSocketEndPoint("/");
                var length = socket.ReceiveFrom(buffer, ref client);
                socket.SendTo(Encoding.UTF8.GetBytes(answer(Encoding.UTF8.GetString(buffer.AsSpan(0, length)))), client);
            }
            catch (SocketException)
            {
                // It went away.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        socket.Dispose();
        RemoveSocket(path);
    }

    /// <summary>Another file of the name is left where it is.</summary>
    private static void RemoveSocket(string path)
    {
        if (!LibC.IsSocket(path))
        {
            return;
        }

        try
        {
            File.Delete(path);
        }
        catch (UnauthorizedAccessException)
        {
            // Binding will say so.
        }
    }
}

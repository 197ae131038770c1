using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Koi.Daemon.Linux;
using Koi.Lab;
using Koi.Netlink.Linux;

namespace Koi.SystemTests.Ifconfig;

/// <summary>Holds koid's lock in a host and answers on its control socket.</summary>
internal sealed class FakeKoid : IDisposable
{
    private readonly ConcurrentQueue<string> requests = new();
    private readonly Socket socket;
    private readonly InstanceLock instance;

    /// <summary>Begins; the folder of declarations is there already.</summary>
    public FakeKoid(Host host)
    {
        var folder = host.Run("sh", "-c", "echo /run/koi/carp.*").Output.Trim();
        instance = InstanceLock.TryTake($"{host.Root}/run/koi/koid.{folder.Split('.')[^1]}", TimeSpan.Zero)!;
        // Those who ask have names of this network namespace.
        using var space = NetworkNamespace.Open($"/run/netns/{host.FullName}");
        socket = space.Run(() => new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified));
        socket.Bind(new UnixDomainSocketEndPoint($"{host.Root}{folder}/control"));
        _ = Task.Run(Answer);
    }

    /// <summary>What it answers.</summary>
    public string Reply { get; set; } = "ok\n";

    /// <summary>What it was asked since the last time.</summary>
    public string Drain()
    {
        var all = string.Join("; ", requests);
        requests.Clear();
        return all;
    }

    public void Dispose()
    {
        socket.Dispose();
        instance.Dispose();
    }

    private async Task Answer()
    {
        var buffer = new byte[1024];
        while (true)
        {
            var asked = await socket.ReceiveFromAsync(buffer, new UnixDomainSocketEndPoint("/"));
            requests.Enqueue(Encoding.UTF8.GetString(buffer, 0, asked.ReceivedBytes));
            await socket.SendToAsync(Encoding.UTF8.GetBytes(Reply), asked.RemoteEndPoint);
        }
    }
}

using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Koi.Daemon.Linux;
using Koi.Lab;

namespace Koi.SystemTests.Ifconfig;

/// <summary>Holds koid's lock in a host and answers on its control socket.</summary>
internal sealed class FakeKoid : IDisposable
{
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Seqpacket, ProtocolType.Unspecified);
    private readonly ConcurrentQueue<string> requests = new();
    private readonly InstanceLock instance;

    /// <summary>Begins; the folder of declarations is there already.</summary>
    public FakeKoid(Host host)
    {
        var folder = host.Run("sh", "-c", "echo /run/koi/carp.*").Output.Trim();
        instance = InstanceLock.TryTake($"{host.Root}/run/koi/koid.{folder.Split('.')[^1]}")!;
        Start(folder, host);
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
        listener.Dispose();
        instance.Dispose();
    }

    private void Start(string folder, Host host)
    {
        listener.Bind(new UnixDomainSocketEndPoint($"{host.Root}{folder}/control"));
        listener.Listen();
        _ = Task.Run(async () =>
        {
            var buffer = new byte[1024];
            while (true)
            {
                using var peer = await listener.AcceptAsync();
                var length = await peer.ReceiveAsync(buffer);
                requests.Enqueue(Encoding.UTF8.GetString(buffer, 0, length));
                await peer.SendAsync(Encoding.UTF8.GetBytes(Reply));
            }
        });
    }
}

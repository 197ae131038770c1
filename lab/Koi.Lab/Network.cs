using System.Security.Cryptography;

namespace Koi.Lab;

/// <summary>Hosts, gateways and bridges, joined by wires, apart from the machine's own network. Disposing removes it all.</summary>
/// <example><code>
/// using var network = Network.Create();
/// var (client, gateway) = (network.AddHost("client"), network.AddGateway("gateway"));
/// network.Connect(client.Card("eth0", "10.1.0.2/24"), gateway.Card("eth1", "10.1.0.1/24"));
/// client.Run("ping", "-c1", "-w9", "10.1.0.1").Check();
/// </code></example>
public sealed class Network : IDisposable
{
    private readonly List<Host> hosts = [];
    private Host? rack;

    private Network(string prefix) => Prefix = prefix;

    /// <summary>What all its hosts' names begin with in <c>ip netns</c>: koi, this process's id, a random number.</summary>
    public string Prefix { get; }

    /// <summary>An empty network.</summary>
    /// <exception cref="LabException">Not root.</exception>
    public static Network Create()
    {
        if (!Kernel.HasNamespaces)
        {
            throw new LabException("network namespaces need root");
        }

        NamespaceName.RemoveLeftovers();
        return new Network(NamespaceName.Prefix(RandomNumberGenerator.GetHexString(6, lowercase: true)));
    }

    /// <summary>Adds a host without cards.</summary>
    public Host AddHost(string name) => Add(new Host(name, $"{Prefix}-{name}"));

    /// <summary>Adds a host that passes on packets.</summary>
    public Gateway AddGateway(string name) => Add(new Gateway(name, $"{Prefix}-{name}"));

    /// <summary>Adds a bridge without ports.</summary>
    public Bridge AddBridge(string name) => new(rack ??= AddHost("switch"), name);

    /// <summary>Gives two hosts a card each, with their addresses, and a wire between them.</summary>
    public void Connect(Card left, Card right)
    {
        if (!hosts.Contains(left.Host) || !hosts.Contains(right.Host))
        {
            throw new ArgumentException("a card of another network", nameof(left));
        }

        left.Host.Wiring.AddWire(left.Name, right.Host.Wiring, right.Name);
        left.SetUp();
        right.SetUp();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var host in hosts)
        {
            host.Dispose();
        }

        hosts.Clear();
    }

    private T Add<T>(T host)
        where T : Host
    {
        hosts.Add(host);
        return host;
    }
}

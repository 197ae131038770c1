using System.Globalization;
using Koi.Lab;
using Koi.Netlink;
using Koi.Netlink.Linux;
using Koi.Netlink.Route;

namespace Koi.Bench.Groups;

/// <summary>A host with two uplinks and as many interfaces as one likes, whose groups a program keeps.</summary>
internal sealed class GroupHost : IDisposable
{
    private const int Groups = 50;

    private readonly Network network = Network.Create();
    private readonly NetworkNamespace space;
    private int uplink;  // by which the default route is

    /// <summary>Makes it and starts the program.</summary>
    /// <param name="follower">The program.</param>
    /// <param name="interfaces">How many there are besides the loopback: veth pairs, the uplinks among them.</param>
    internal GroupHost(Follower follower, int interfaces)
    {
        Host = network.AddHost("gateway");
        space = NetworkNamespace.Open($"/run/netns/{Host.FullName}");
        Routes = space.Run(() => RouteSocket.Open());
        MakeLinks(interfaces / 2);
        Host.RunWithInput("""
            link set v0 up
            link set p0 up
            link set v1 up
            link set p1 up
            addr add 192.0.2.1/24 dev v0
            addr add 198.51.100.1/24 dev v1
            route add default via 192.0.2.2

            """, "ip", "-batch", "-").Check();
        (Uplinks, Name) = ([Index("v0"), Index("v1")], follower.Name);
        Told = space.Run(() => new Arrival(RouteSocket.Subscribe([RouteGroup.Link, RouteGroup.RouteV4])));
        Done = space.Run(() => new Arrival(NetfilterSocket.Subscribe()));
        Program = follower.Start(Host);
    }

    /// <summary>The program's name.</summary>
    internal string Name { get; }

    internal Host Host { get; }

    internal RunningProgram Program { get; }

    /// <summary>Requests for the host's links and routes.</summary>
    internal RouteSocket Routes { get; }

    /// <summary>The kernel's events of links and routes.</summary>
    internal Arrival Told { get; }

    /// <summary>Changes of sets.</summary>
    internal Arrival Done { get; }

    /// <summary>Two links that default routes can leave by.</summary>
    internal int[] Uplinks { get; }

    /// <summary>The default route by the uplink that it is not by at present; whoever asks for it must set it.</summary>
    internal RouteEntry MovedRoute()
    {
        uplink = 1 - uplink;
        return RouteEntry.Via(new(InetAddress.AnyV4, 0), Address(uplink == 0 ? "192.0.2.2" : "198.51.100.2"), Uplinks[uplink]);
    }

    /// <summary>Puts each interface into one of fifty groups, as an administrator with nft would.</summary>
    internal void JoinGroups(int interfaces)
    {
        var names = Enumerable.Range(0, interfaces / 2).SelectMany(i => (string[])[$"v{i}", $"p{i}"]).ToArray();
        var lines = names
            .Select((name, i) => (Name: name, Group: Group(i)))
            .GroupBy(one => one.Group, one => one.Name, StringComparer.Ordinal)
            .Select(g => $"add set inet koi {g.Key} {{ type ifname; }}\nadd element inet koi {g.Key} {{ {string.Join(", ", g)} }}\n");
        Host.RunWithInput(string.Concat(lines), "nft", "-f", "-").Check();
    }

    /// <summary>The index of a link.</summary>
    internal int Index(string link) => Routes.FindLink(link)?.Index ?? throw new LabException($"no link {link}");

    internal static InetAddress Address(string text) =>
        InetAddress.TryParseV4(text, out var address) ? address : throw new FormatException(text);

    public void Dispose()
    {
        Told.Dispose();
        Done.Dispose();
        Routes.Dispose();
        space.Dispose();
        network.Dispose();
    }

    private static string Group(int number) => string.Create(CultureInfo.InvariantCulture, $"g_group{number % Groups}x");

    private void MakeLinks(int pairs)
    {
        using var writer = new MessageWriter();
        for (var i = 0; i < pairs; i++)
        {
            LinkMessages.Add(writer, $"v{i}", new LinkKind.Veth($"p{i}"));
        }

        var failures = Routes.ApplyBatch(writer, "add links");
        if (!failures.IsEmpty)
        {
            throw new LabException($"{pairs} links cannot be made: {failures[0].Error}");
        }
    }
}

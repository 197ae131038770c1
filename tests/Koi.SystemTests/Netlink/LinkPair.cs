using Koi.Netlink;
using Koi.Netlink.Linux;
using Koi.Netlink.Route;

namespace Koi.SystemTests.Netlink;

/// <summary>Two links that are each other's wire, <c>carp0</c> here and <c>peer</c> in a namespace of its own, both up with addresses.</summary>
internal sealed class LinkPair : IDisposable
{
    public const string Here = "carp0";
    public const string There = "peer";

    private readonly MessageWriter writer = new();

    public LinkPair(NetworkNamespace here)
    {
        Peer = TestNetwork.Create();
        using var routes = here.Run(() => RouteSocket.Open());
        using var peerRoutes = Peer.Run(() => RouteSocket.Open());
        LinkMessages.Add(writer, Here, new LinkKind.Veth(There, new LinkChange { NamespaceDescriptor = Peer.Descriptor }));
        routes.Execute(writer, "add links");
        HereIndex = SetUp(routes, Here, "10.0.0.1", "2001:db8::1");
        ThereIndex = SetUp(peerRoutes, There, "10.0.0.2", "2001:db8::2");

        // A link whose carrier is new drops frames without a word until the kernel's linkwatch has set it up.
        Assert.True(SpinWait.SpinUntil(
            () => routes.FindLink(HereIndex)!.OperState == OperState.Up
                && peerRoutes.FindLink(ThereIndex)!.OperState == OperState.Up,
            TimeSpan.FromSeconds(10)));
    }

    public NetworkNamespace Peer { get; }

    public int HereIndex { get; }

    public int ThereIndex { get; }

    public void Dispose()
    {
        writer.Dispose();
        Peer.Dispose();
    }

    private int SetUp(RouteSocket routes, string name, string v4, string v6)
    {
        var index = routes.FindLink(name)!.Index;
        LinkMessages.Change(writer, index, new LinkChange { AddressGeneration = AddressGeneration.None });
        LinkMessages.Change(writer, index, new LinkChange { IsUp = true });
        AddressMessages.Add(writer, new InterfaceAddress
        {
            InterfaceIndex = index,
            Prefix = new InetPrefix(NetfilterNetwork.Address(v4), 24),
        });
        AddressMessages.Add(writer, new InterfaceAddress
        {
            InterfaceIndex = index,
            Prefix = new InetPrefix(NetfilterNetwork.Address(v6), 64),
            Flags = InterfaceAddress.NoDad,
        });
        Assert.Empty(routes.ApplyBatch(writer, "set link up"));
        return index;
    }
}

using Koi.Netlink;
using Koi.Netlink.Linux;
using Koi.Netlink.Netfilter;

namespace Koi.SystemTests.Netlink;

/// <summary>Tables that belong to a socket and outlive it.</summary>
public sealed class NetfilterOwnerTests : IDisposable
{
    private static readonly NetfilterTable Owned = Gate.Table with { Flags = TableFlags.Owner | TableFlags.Persist };

    private readonly NetfilterNetwork network = new();
    private readonly LinkPair links;

    public NetfilterOwnerTests() => links = new LinkPair(network.Namespace);

    public void Dispose()
    {
        links.Dispose();
        network.Dispose();
    }

    [Fact]
    public void Only_the_owner_writes_and_the_next_one_claims_what_it_left()
    {
        var first = network.Open();
        Assert.Equal(0, Claim(first));
        Assert.Equal(0, Commit(first, batch =>
        {
            Gate.Write(batch, Owned);
            Gate.AddLease(batch, 60_000);
        }));
        Assert.Equal(first.Port, network.Socket.FindTable(TableFamily.NetDev, "koi_carp")?.OwnerPort);

        using var second = network.Open();
        Assert.Equal(NetlinkError.EPERM, Claim(second));
        Assert.Equal(NetlinkError.EPERM, second.Commit(NetfilterSocket.Prepare(Gate.Renewal(60_000))));
        network.Nft("flush ruleset");
        Assert.Equal(2, network.Socket.DumpChains(TableFamily.NetDev, "koi_carp").Count);

        first.Dispose();
        var left = network.Socket.FindTable(TableFamily.NetDev, "koi_carp");
        Assert.Equal((TableFlags.Persist, null), (left?.Flags, left?.OwnerPort));
        Assert.Single(network.Socket.DumpElements(Gate.Leases.Id)!);

        using var third = network.Open();
        Assert.Equal(0, Claim(third));
        Assert.Equal(0, third.Commit(NetfilterSocket.Prepare(Gate.Renewal(60_000))));
        Assert.Equal(NetlinkError.EPERM, Claim(second));
        Assert.Equal(third.Port, network.Socket.FindTable(TableFamily.NetDev, "koi_carp")?.OwnerPort);
    }

    [Fact]
    public void A_table_left_by_its_owner_is_flushed_by_anyone()
    {
        using (var owner = network.Open())
        {
            Assert.Equal(0, Claim(owner));
        }

        network.Nft("flush ruleset");

        Assert.Empty(network.Socket.DumpTables());
    }

    [Fact]
    public void An_owner_that_adds_its_table_without_the_flags_is_refused()
    {
        Assert.Equal(0, Claim(network.Socket));

        Assert.Equal(NetlinkError.EOPNOTSUPP, Commit(network.Socket, Gate.Write));
    }

    [Fact]
    public void An_ordinary_table_cannot_be_claimed()
    {
        Assert.Equal(0, Commit(network.Socket, batch => TableMessages.Add(batch, Gate.Table)));

        Assert.Equal(NetlinkError.EOPNOTSUPP, Claim(network.Socket));
    }

    [Fact]
    public void A_flag_that_the_kernel_does_not_know_is_refused() => Assert.Equal(
        NetlinkError.EOPNOTSUPP,
        Commit(network.Socket, batch => TableMessages.Add(batch, Gate.Table with { Flags = (TableFlags)0x80 })));

    private static int Claim(NetfilterSocket socket) => Commit(socket, batch => TableMessages.Add(batch, Owned));

    private static int Commit(NetfilterSocket socket, Action<MessageWriter> changes)
    {
        using var batch = new MessageWriter();
        NetfilterBatch.Begin(batch);
        changes(batch);
        NetfilterBatch.End(batch);
        return socket.Commit(NetfilterSocket.Prepare(batch));
    }
}

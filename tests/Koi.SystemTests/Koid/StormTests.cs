using Koi.Interfaces.Groups;
using Koi.Lab;
using Koi.Netlink;
using Koi.Netlink.Linux;
using Koi.Netlink.Route;

namespace Koi.SystemTests.Koid;

/// <summary>koid is killed again and again in a storm of changes that overflows its queues.</summary>
public sealed class StormTests : IDisposable
{
    private const int Deaths = 12;
    private const int StillMembers = 40;

    private readonly KoidHost gateway = new();

    public void Dispose() => gateway.Dispose();

    [Fact]
    public async Task Sets_are_right_after_it_and_no_explicit_member_ever_drops_out()
    {
        gateway.Ip(string.Concat(Enumerable.Range(0, StillMembers).Select(i => $"link add still{i} type bridge\n"))
            + "link add up1 type veth peer name down1\nlink set up1 up\nlink set down1 up\n"
            + "address add 192.0.2.1/24 dev up1\nlink add up2 type veth peer name down2\nlink set up2 up\nlink set down2 up\n"
            + "address add 198.51.100.1/24 dev up2\n");
        gateway.Start();
        gateway.Nft("add set inet koi g_still { type ifname; }\n" + string.Concat(
            Enumerable.Range(0, StillMembers).Select(i => $"add element inet koi g_still {{ still{i} }}\n")));
        var members = string.Join(' ', Enumerable.Range(0, StillMembers).Select(i => $"still{i}").Order(StringComparer.Ordinal));
        gateway.AwaitMembers("still", members);
        using var storm = new CancellationTokenSource();
        using var watch = gateway.Inside(() => NetfilterSocket.Open());
        var weather = Task.Run(() => gateway.Inside(() => Blow(storm.Token)), TestContext.Current.CancellationToken);
        var lost = Task.Run(() => Watch(watch, members, storm.Token), TestContext.Current.CancellationToken);
        var random = new Random(7);

        for (var death = 0; death < Deaths; death++)
        {
            // Its death falls between any two of its system calls: after so many events, as they come.
            var koid = gateway.Koid!;
            gateway.Inside(() => AwaitEvents(random.Next(1, 4000)));
            koid.Send(Signal.Kill);
            koid.WaitForExit();
            gateway.Start();
        }

        await storm.CancelAsync();
        Assert.True(await weather > 1000, "the storm was none");
        Assert.Equal("", await lost);
        gateway.AwaitMembers("still", members);
        AssertRight();
    }

    /// <summary>A stopped koid's queues fill until the kernel drops events.</summary>
    [Fact]
    public void Events_that_were_lost_are_made_up_for()
    {
        gateway.Ip("link add up1 type veth peer name down1\nlink set up1 up\nlink set down1 up\naddress add 192.0.2.1/24 dev up1\n");
        var koid = gateway.Start();
        gateway.Nft("add set inet koi g_ext { type ifname; }\nadd element inet koi g_ext { up1 }\n");
        gateway.Await("ifindex", () => gateway.Elements("g_ext", e => e.Comment?[..7]), "the mark");
        koid.Send(Signal.Stop);
        using var enough = new CancellationTokenSource();

        gateway.Inside(() => Blow(enough.Token, rounds: 6000));
        gateway.Ip("route replace default via 192.0.2.2\nlink set up1 name wan\nlink add br7 type bridge\n");
        koid.Send(Signal.Continue);

        koid.WaitForLine("events of rtnetlink were lost");
        gateway.AwaitMembers("ext", "wan");
        gateway.AwaitMembers("egress", "wan");
        AssertRight();
    }

    private void AssertRight()
    {
        using var v4 = new IpProgram(gateway.Host, "-4");
        using var v6 = new IpProgram(gateway.Host, "-6");
        gateway.Await(
            () => new ExpectedSets(v4, v6) is var sets ? $"{sets.Egress()}|{sets.Kind("bridge")}|{sets.Kind("vether")}" : "",
            () => $"{gateway.Members("egress")}|{gateway.Members("bridge")}|{gateway.Members("vether")}",
            "after the storm");
    }

    /// <summary>Renames links, changes their MTU, moves the default route; now and then makes and deletes a link, which takes long.</summary>
    /// <returns>How many changes were made.</returns>
    private static int Blow(CancellationToken stopping, int rounds = int.MaxValue)
    {
        const int Leaves = 8;
        using var socket = RouteSocket.Open();
        using var writer = new MessageWriter();
        for (var leaf = 0; leaf < Leaves; leaf++)
        {
            LinkMessages.Add(writer, $"leaf{leaf}", new LinkKind.Bridge());
            Do(socket, writer);
        }

        var leaves = Enumerable.Range(0, Leaves).Select(leaf => socket.FindLink($"leaf{leaf}")!.Index).ToArray();
        var changes = 0;
        for (var round = 0; round < rounds && !stopping.IsCancellationRequested; round++)
        {
            var leaf = round % Leaves;
            LinkMessages.Change(writer, leaves[leaf], new LinkChange { Name = $"{(round / Leaves % 2 == 0 ? "wind" : "leaf")}{leaf}" });
            changes += Do(socket, writer);
            LinkMessages.Change(writer, leaves[leaf], new LinkChange { Mtu = 1400 + ((uint)round % 100) });
            changes += Do(socket, writer);
            var router = round % 2 == 0 ? 0xc0000202 : 0xc6336402;
            RouteMessages.Replace(writer, RouteEntry.Via(new InetPrefix(InetAddress.AnyV4, 0), InetAddress.FromV4(router)));
            changes += Do(socket, writer);
            if (round % 500 == 0)
            {
                LinkMessages.Delete(writer, leaves[leaf]);
                changes += Do(socket, writer);
                LinkMessages.Add(writer, $"leaf{leaf}", new LinkKind.Bridge());
                changes += Do(socket, writer);
                leaves[leaf] = socket.FindLink($"leaf{leaf}")!.Index;
            }
        }

        return changes;
    }

    private static int Do(RouteSocket socket, MessageWriter writer) => socket.ApplyBatch(writer, "storm").IsEmpty ? 1 : 0;

    /// <summary>Reads the set again and again; what it saw if a member was missing once.</summary>
    private static string Watch(NetfilterSocket socket, string members, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var found = string.Join(' ', socket.DumpElements(KoiTable.Set("g_still"))!
                .Select(e => e.Key.ToInterfaceName()).Order(StringComparer.Ordinal));
            if (!string.Equals(found, members, StringComparison.Ordinal))
            {
                return found;
            }
        }

        return "";
    }

    private static int AwaitEvents(int count)
    {
        using var events = RouteSocket.Subscribe([RouteGroup.Link, RouteGroup.RouteV4]);
        var seen = 0;
        while (seen < count)
        {
            events.Receive(TimeSpan.FromSeconds(10), _ => seen++);
        }

        return seen;
    }
}

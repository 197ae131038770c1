using Koi.Interfaces.Groups;
using Koi.Lab;
using Koi.Netlink.Linux;
using Koi.Netlink.Netfilter;
using Koi.SystemTests.Lab;

namespace Koi.SystemTests.Koid;

/// <summary>A host on which koid runs, and eyes on its sets.</summary>
internal sealed class KoidHost : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Network network = LabNetwork.Create();
    private readonly NetworkNamespace space;
    private readonly NetfilterSocket socket;
    private readonly NetlinkEventSocket events;

    public KoidHost()
    {
        Host = network.AddHost("gateway");
        space = NetworkNamespace.Open($"/run/netns/{Host.FullName}");
        (socket, events) = space.Run(() => (NetfilterSocket.Open(), NetfilterSocket.Subscribe()));
    }

    public Host Host { get; }

    public Network Network => network;

    /// <summary>The running daemon; null before <see cref="Start"/>.</summary>
    public RunningProgram? Koid { get; private set; }

    /// <summary>Starts koid and waits until the sets are right.</summary>
    public RunningProgram Start(params ReadOnlySpan<string> options)
    {
        Koid = Host.Start(Checkout.Koi, ["koid", "-d", .. options]);
        Koid.WaitForLine("keeping groups");
        return Koid;
    }

    /// <summary>Runs lines of nft(8).</summary>
    public void Nft(string lines) => Host.RunWithInput(lines, "nft", "-f", "-").Check();

    /// <summary>Runs lines of ip(8).</summary>
    public void Ip(string lines) => Host.RunWithInput(lines, "ip", "-force", "-batch", "-").Check();

    /// <summary>The members of a group's set, sorted; <c>no set</c> when there is none.</summary>
    public string Members(string group) => Elements($"g_{group}", element => element.Key.ToInterfaceName());

    /// <summary>What a set holds as text, sorted by it; <c>no set</c> when there is none.</summary>
    public string Elements(string set, Func<SetElement, string?> text) =>
        socket.DumpElements(KoiTable.Set(set)) is { } elements
            ? string.Join(' ', elements.Select(text).Order(StringComparer.Ordinal))
            : "no set";

    /// <summary>The ranges of an interval set, or the addresses of another.</summary>
    public string Addresses(string set)
    {
        if (socket.FindSet(KoiTable.Set(set)) is not { } found || socket.DumpElements(found.Id) is not { } elements)
        {
            return "no set";
        }

        return (found.Flags & SetFlags.Interval) == SetFlags.None
            ? string.Join(' ', elements.Select(e => e.Key.ToAddress()).Order().Select(a => $"{a}"))
            : string.Join(' ', AddressRange.FromElements(elements).Select(r => r.First == r.Last ? $"{r.First}" : $"{r.First}-{r.Last}"));
    }

    /// <summary>Waits until a text is what it must be; asked again after each change of nf_tables.</summary>
    public void Await(string expected, Func<string> actual, string what) => Await(() => expected, actual, what);

    /// <summary>Waits until two texts are equal; the kernel may still be at work on the expected one.</summary>
    public void Await(Func<string> expected, Func<string> actual, string what)
    {
        var deadline = DateTime.UtcNow + Patience;
        var (wanted, found) = (expected(), actual());
        while (!string.Equals(wanted, found, StringComparison.Ordinal) && DateTime.UtcNow < deadline)
        {
            events.Receive(TimeSpan.FromMilliseconds(100), static _ => { });
            (wanted, found) = (expected(), actual());
        }

        if (!string.Equals(wanted, found, StringComparison.Ordinal))
        {
            var log = Koid is null ? "" : string.Join('\n', Koid.Lines.TakeLast(30));
            Assert.Fail($"{what}\nexpected: {wanted}\nactual:   {found}\nkoid:\n{log}");
        }
    }

    /// <summary>Waits until a group has these members.</summary>
    public void AwaitMembers(string group, string expected) => Await(expected, () => Members(group), group);

    /// <summary>Runs something in the host's network namespace, on a thread of its own.</summary>
    public T Inside<T>(Func<T> function) => space.Run(function);

    public void Dispose()
    {
        socket.Dispose();
        events.Dispose();
        space.Dispose();
        network.Dispose();
    }
}

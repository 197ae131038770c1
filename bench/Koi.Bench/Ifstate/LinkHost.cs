using System.Diagnostics;
using System.Globalization;
using Koi.Bench.Groups;
using Koi.Lab;
using Koi.Netlink;
using Koi.Netlink.Linux;
using Koi.Netlink.Route;

namespace Koi.Bench.Ifstate;

/// <summary>A host with a link that comes and goes, and a program that runs a command then.</summary>
internal sealed class LinkHost : IDisposable
{
    /// <summary>The link.</summary>
    internal const string Card = "eth0";

    /// <summary>The command of all programs: one shell, which writes one byte.</summary>
    internal const string Script = "/etc/koi-lab/stamp";

    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(20);

    private readonly RouteSocket routes;
    private readonly Arrival told;
    private readonly StampPipe stamps;
    private readonly RunningProgram program;
    private readonly int card;
    private readonly bool isLoud;

    /// <summary>Makes it and starts the program.</summary>
    internal LinkHost(Network network, Host far, int number, Reactor reactor)
    {
        (Name, isLoud) = (reactor.Name, reactor.IsLoud);
        var host = network.AddHost(string.Create(CultureInfo.InvariantCulture, $"host{number}"));
        network.Connect(
            host.Card(Card, "192.0.2.1/24"), far.Card(string.Create(CultureInfo.InvariantCulture, $"eth{number}")));
        routes = host.Inside(() => RouteSocket.Open());
        AddOthers(host, routes, reactor.Others);
        card = routes.FindLink(Card)?.Index ?? throw new LabException($"no link {Card}");
        host.WaitUntil(one => one.FindLink(Card) is { OperState: OperState.Up }, $"{Card} is up");
        host.WriteFile(Script, $"#!/bin/sh\necho >{StampPipe.Place}\n", Executable);
        told = host.Inside(() => new Arrival(RouteSocket.Subscribe([RouteGroup.Link])));
        stamps = new StampPipe(host);
        program = reactor.Start(host);
        Pause();
    }

    /// <summary>The program's name.</summary>
    internal string Name { get; }

    internal int ProcessId => program.ProcessId;

    /// <summary>To the link that goes.</summary>
    internal Reactions Down { get; } = new();

    /// <summary>To the link that comes.</summary>
    internal Reactions Up { get; } = new();

    /// <summary>The name of a link that is always up.</summary>
    internal static string Other(int number) => string.Create(CultureInfo.InvariantCulture, $"other{number}");

    /// <summary>The link is set down: the kernel tells at once.</summary>
    internal void SetDown() => Down.Add(Change(isUp: false, static link => !link.IsUp));

    /// <summary>The kernel takes up to a second to see that the carrier of a link that was set down is gone.</summary>
    internal void WaitForDown() => Await(static link => link is { IsUp: false, OperState: OperState.Down });

    /// <summary>The link is set up: the kernel tells that it is, and then that it can be used, which counts.</summary>
    internal void SetUp() => Up.Add(Change(isUp: true, static link => link is { IsUp: true, OperState: OperState.Up }));

    /// <summary>Makes sure that the program runs.</summary>
    internal void GoOn()
    {
        if (isLoud)
        {
            program.Send(Signal.Continue);
            Thread.Sleep(Quiet);
        }
    }

    /// <summary>What was measured so far does not count.</summary>
    internal void Forget()
    {
        Down.Clear();
        Up.Clear();
    }

    public void Dispose()
    {
        told.Dispose();
        stamps.Dispose();
        routes.Dispose();
    }

    private Reaction Change(bool isUp, Func<Link, bool> isDone)
    {
        using var writer = new MessageWriter();
        LinkMessages.Change(writer, card, new LinkChange { IsUp = isUp });
        GoOn();
        told.WaitForQuiet(Quiet);
        told.Expect(message => IsOf(message, isDone));
        stamps.Expect();
        var called = Stopwatch.GetTimestamp();
        routes.Execute(writer, "change link");
        var returned = Stopwatch.GetTimestamp();
        var changed = told.Wait(Patience) ?? throw new LabException($"{Name}: the kernel does not tell of {Card}");
        // That a link is down is told before the call returns; that it is up, some time after.
        var reaction = new Reaction(called, isUp ? changed : Math.Min(changed, returned), stamps.Wait(Patience));
        Pause();
        return reaction;
    }

    /// <summary>Who disturbs the others is stopped while they are measured.</summary>
    private void Pause()
    {
        if (isLoud)
        {
            program.Send(Signal.Stop);
        }
    }

    /// <summary>Asks, and listens: what has come before this was called is not told again.</summary>
    private void Await(Func<Link, bool> isDone)
    {
        told.Expect(message => IsOf(message, isDone));
        if (!isDone(routes.FindLink(Card)!) && told.Wait(Patience) is null)
        {
            throw new LabException($"{Name}: {Card} does not settle");
        }
    }

    private bool IsOf(NetlinkMessage message, Func<Link, bool> isDone) =>
        RouteEvent.Read(message) is RouteEvent.LinkChanged { Link: var link } && link.Index == card && isDone(link);

    /// <summary>Wires of which both ends are here: not every kernel has dummies.</summary>
    private static void AddOthers(Host host, RouteSocket routes, int count)
    {
        using var writer = new MessageWriter();
        for (var i = 1; i <= count; i += 2)
        {
            LinkMessages.Add(writer, Other(i), new LinkKind.Veth(Other(i + 1)));
        }

        if (count > 0 && routes.ApplyBatch(writer, "add links") is { IsEmpty: false } failures)
        {
            throw new LabException($"{count} links cannot be made: {failures[0].Error}");
        }

        foreach (var link in routes.DumpLinks())
        {
            // A wire's end cannot be up before the other one is there.
            LinkMessages.Change(writer, link.Index, new LinkChange { IsUp = true });
            routes.Execute(writer, "set link up");
        }

        host.WaitUntil(one => one.DumpLinks().TrueForAll(link => link.OperState != OperState.Down), "all links are up");
    }
}

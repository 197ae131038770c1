using Koi.Demo;
using Koi.Lab;

if (args is not ([] or ["tunnel"] or ["groups"] or ["carp"] or ["ifstated"]))
{
    Console.Error.Write("usage: Koi.Demo [tunnel | groups | carp | ifstated]\n");
    return 2;
}

var show = args is [var name] ? name : "tunnel";
if (show is "tunnel" && !Kernel.HasEsp)
{
    Console.Error.WriteLine("demo: this kernel has no ESP; ./demo starts a machine that has");
    return 1;
}

try
{
    switch (show)
    {
        case "groups":
            ShowGroups();
            break;

        case "carp":
            ShowCarp();
            break;

        case "ifstated":
            ShowUplinks();
            break;

        default:
            ShowTunnel();
            break;
    }

    return 0;
}
catch (LabException failure)
{
    Console.Error.WriteLine($"demo: {failure.Message}");
    return 1;
}

static void ShowTunnel()
{
    using var tunnel = new TunnelDemo();
    tunnel.ShowFiles();
    tunnel.ShowClearTraffic();
    tunnel.Load();
    tunnel.ShowProtectedTraffic();
    tunnel.ShowState();
    tunnel.Delete();
}

static void ShowGroups()
{
    using var groups = new GroupsDemo();
    groups.ShowRules();
    groups.Start();
    groups.ShowCable();
    groups.MoveRoute();
    groups.AddNetwork();
    groups.Flush();
}

static void ShowCarp()
{
    using var carp = new CarpDemo();
    carp.Start();
    carp.ShowRoles();
    carp.StopMaster();
    carp.StartAgain("It is started again, and preempts: net.inet.carp.preempt=1");
    carp.KillMaster();
    carp.StartAgain("It is started again, finds its lease gone, and is a backup first");
    carp.ReplaceProgram();
    carp.PullWire();
    carp.PlugWire();
}

static void ShowUplinks()
{
    using var uplinks = new UplinksDemo();
    uplinks.ShowMachine();
    uplinks.Start();
    uplinks.LoseWay();
    uplinks.Flap();
    uplinks.MendWay();
    uplinks.PullCable();
}

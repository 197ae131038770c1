using Koi.Demo;
using Koi.Lab;

if (args is not ([] or ["tunnel"] or ["groups"]))
{
    Console.Error.Write("usage: Koi.Demo [tunnel | groups]\n");
    return 2;
}

var showsGroups = args is ["groups"];
if (!showsGroups && !Kernel.HasEsp)
{
    Console.Error.WriteLine("demo: this kernel has no ESP; ./demo starts a machine that has");
    return 1;
}

try
{
    if (showsGroups)
    {
        ShowGroups();
    }
    else
    {
        ShowTunnel();
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

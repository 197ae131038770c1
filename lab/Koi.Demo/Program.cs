using Koi.Demo;
using Koi.Lab;

if (!Kernel.HasEsp)
{
    Console.Error.WriteLine("demo: this kernel has no ESP; ./demo starts a machine that has");
    return 1;
}

try
{
    using var tunnel = new TunnelDemo();
    tunnel.ShowFiles();
    tunnel.ShowClearTraffic();
    tunnel.Load();
    tunnel.ShowProtectedTraffic();
    tunnel.ShowState();
    tunnel.Delete();
    return 0;
}
catch (LabException failure)
{
    Console.Error.WriteLine($"demo: {failure.Message}");
    return 1;
}

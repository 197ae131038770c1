using Koi.Lab;

namespace Koi.SystemTests.Ifconfig;

/// <summary><c>koi ifconfig</c> in a host.</summary>
internal static class IfconfigHost
{
    public static ProgramResult Ifconfig(this Host host, string arguments) => host.Run(Checkout.Koi, ["ifconfig", .. arguments.Split(' ')]);

    /// <summary>What it prints; it must succeed.</summary>
    public static string Show(this Host host, string arguments) => host.Ifconfig(arguments).Check().Output;

    /// <summary>Runs it; it must succeed and say nothing.</summary>
    public static void Change(this Host host, string arguments)
    {
        var result = host.Ifconfig(arguments);
        Assert.True(result is { ExitCode: 0, Output: "", Errors: "" }, $"{result}");
    }

    /// <summary>Runs it; it must send nothing to the kernel but questions.</summary>
    public static void ChangeNothing(this Host host, string arguments)
    {
        var result = host.Run("env", ["KOI_TRACE=netlink", Checkout.Koi, "ifconfig", .. arguments.Split(' ')]).Check();

        var sent = result.Errors.Split('\n').Where(l => l.StartsWith('>')).ToArray();
        Assert.NotEmpty(sent);
        Assert.All(sent, line => Assert.Contains("GET", line, StringComparison.Ordinal));
    }

    /// <summary>Runs it; it must fail with this on standard error.</summary>
    public static void Refuse(this Host host, string arguments, string errors)
    {
        var result = host.Ifconfig(arguments);
        Assert.Equal((1, "", errors), (result.ExitCode, result.Output, result.Errors));
    }
}

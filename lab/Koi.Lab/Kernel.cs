using Koi.Netlink.Linux;

namespace Koi.Lab;

/// <summary>What the running kernel and this process's privileges allow; each question is asked once.</summary>
public static class Kernel
{
    private static readonly Lazy<bool> Esp = new(ProbeEsp);
    private static readonly Lazy<bool> Netem = new(ProbeNetem);

    /// <summary>Whether ESP SAs can be made; where not, tests with the trait Kernel=full run in the virtual machine.</summary>
    public static bool HasEsp => Esp.Value;

    /// <summary>Whether packets can be delayed: tc-netem(8).</summary>
    public static bool HasNetem => Netem.Value;

    /// <summary>Whether network namespaces can be made.</summary>
    public static bool HasNamespaces => Environment.IsPrivilegedProcess;

    private static bool ProbeEsp()
    {
        if (!HasNamespaces)
        {
            return false;
        }

        using var scratch = NetworkNamespace.Create();
        var added = scratch.Run(() => ProgramResult.Of(
            "ip", "xfrm", "state", "add", "src", "192.0.2.1", "dst", "192.0.2.2", "proto", "esp", "spi", "0x100",
            "mode", "tunnel", "aead", "rfc4106(gcm(aes))", "0x000102030405060708090a0b0c0d0e0f10111213", "128"));
        return added.Succeeded;
    }

    private static bool ProbeNetem()
    {
        if (!HasNamespaces)
        {
            return false;
        }

        using var scratch = NetworkNamespace.Create();
        return scratch.Run(() => ProgramResult.Of(
            "tc", "qdisc", "add", "dev", "lo", "root", "netem", "delay", "1ms").Succeeded);
    }
}

using Koi.Netlink.Linux;

namespace Koi.SystemTests.Netlink;

/// <summary>A fresh network namespace for one test; it ends when the test disposes it.</summary>
internal static class TestNetwork
{
    public static NetworkNamespace Create()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "network namespaces need root");
        return NetworkNamespace.Create();
    }
}

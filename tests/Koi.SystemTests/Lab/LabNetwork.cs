using Koi.Lab;

namespace Koi.SystemTests.Lab;

/// <summary>An empty network for a test, which is skipped where this process may not make one.</summary>
internal static class LabNetwork
{
    public static Network Create()
    {
        Assert.SkipUnless(Kernel.HasNamespaces, "network namespaces need root");
        return Network.Create();
    }
}

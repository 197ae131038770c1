using System.Collections.Immutable;

namespace Koi.Ipsec.Linux;

/// <summary>The addresses of this machine's interfaces.</summary>
internal static class InterfaceAddresses
{
    /// <summary>All of them, in the kernel's order: by interface, then as added.</summary>
    internal static ImmutableArray<InterfaceAddress> Fetch() => [];
}

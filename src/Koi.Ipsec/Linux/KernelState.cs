using System.Collections.Immutable;
using Koi.Ipsec.Show;
using Koi.Netlink.Linux;

namespace Koi.Ipsec.Linux;

/// <summary>What becomes of the keys that the kernel lists with its SAs.</summary>
public enum KeyHandling
{
    /// <summary>They are overwritten at once; only their lengths stay.</summary>
    Zero,

    /// <summary>They are kept, to be shown; see <see cref="KernelState.ZeroKeys"/>.</summary>
    Keep,
}

/// <summary>The kernel's IPsec databases as rules.</summary>
/// <param name="Flows">The policies, in the kernel's order.</param>
/// <param name="Sas">The SAs, by SPI.</param>
public sealed record KernelState(ImmutableArray<KernelFlow> Flows, ImmutableArray<KernelSa> Sas)
{
    /// <summary>Asks for what is to be shown; the other database is empty.</summary>
    /// <exception cref="Netlink.NetlinkException">CAP_NET_ADMIN is missing.</exception>
    public static KernelState Fetch(XfrmSocket socket, ShowModifier modifier, Dialect dialect, KeyHandling keys) => new(
        modifier is ShowModifier.Sa ? [] : RulesFromKernel.Flows(socket.DumpPolicies()),
        modifier is ShowModifier.Flow ? [] : FetchSas(socket, dialect, keys));

    /// <summary>Overwrites all keys, once they were shown.</summary>
    public void ZeroKeys()
    {
        foreach (var sa in Sas)
        {
            Zero(sa.Sa);
        }
    }

    private static ImmutableArray<KernelSa> FetchSas(XfrmSocket socket, Dialect dialect, KeyHandling keys)
    {
        var sas = socket.DumpSas();
        if (keys == KeyHandling.Zero)
        {
            sas.ForEach(Zero);
        }

        return RulesFromKernel.Sas(sas, dialect);
    }

    private static void Zero(Netlink.Xfrm.SecurityAssociation sa)
    {
        sa.Authentication?.Key.Zero();
        sa.Encryption?.Key.Zero();
        sa.Aead?.Key.Zero();
        sa.Compression?.Key.Zero();
    }
}

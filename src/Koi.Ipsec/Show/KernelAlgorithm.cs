namespace Koi.Ipsec.Show;

/// <summary>Which attribute of NETLINK_XFRM carries an algorithm.</summary>
public enum AlgorithmKind
{
    /// <summary>XFRMA_ALG_AUTH_TRUNC: <c>auth</c>.</summary>
    Authentication,

    /// <summary>XFRMA_ALG_CRYPT: <c>enc</c>.</summary>
    Encryption,

    /// <summary>XFRMA_ALG_AEAD: <c>enc</c> that authenticates by itself.</summary>
    Aead,

    /// <summary>XFRMA_ALG_COMP: <c>comp</c>.</summary>
    Compression,
}

/// <summary>A transform of ipsec.conf(5) as the kernel has it.</summary>
/// <param name="IpsecName">The full name in ipsec.conf(5).</param>
/// <param name="KernelName">The name that the kernel lists, such as <c>cbc(aes)</c>.</param>
/// <param name="Kind">Which attribute carries it.</param>
/// <param name="MinKeyBits">Shortest key in bits, a nonce or salt of 32 bits included; 0 for no key.</param>
/// <param name="MaxKeyBits">Longest key in bits.</param>
/// <param name="KeyStepBits">Between two key lengths that the kernel takes.</param>
/// <param name="IcvBits">The ICV's length in the standards, in bits, to be sent always: the kernel's own for SHA-256 is 96. 0 for none.</param>
/// <param name="Alias">An older name that the kernel takes, never lists; null for none.</param>
/// <remarks>Linux net/xfrm/xfrm_algo.c; RFC 2403, 2404, 2857, 4868 (ICVs), 3686, 4106, 4543, 7634 (nonces and salts).</remarks>
public sealed record KernelAlgorithm(
    string IpsecName,
    string KernelName,
    AlgorithmKind Kind,
    uint MinKeyBits = 0,
    uint MaxKeyBits = 0,
    uint KeyStepBits = 64,
    uint IcvBits = 0,
    string? Alias = null)
{
    /// <summary>
    /// Whether the kernel takes a key of this length. It refuses <c>aes</c> with 136 bits, which ipsec.conf(5) lets through;
    /// of an HMAC's key it would take any length, which the standards do not.
    /// </summary>
    public bool TakesKey(uint bits) =>
        bits >= MinKeyBits && bits <= MaxKeyBits && (bits - MinKeyBits) % KeyStepBits == 0;
}

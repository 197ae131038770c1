namespace Koi.Ipsec.Rules;

/// <summary>An algorithm or a group by its name in ipsec.conf(5).</summary>
/// <param name="Name">The full name; rules may use any prefix of it that no earlier name of the table has.</param>
/// <param name="MinKeyBits">Shortest key in bits.</param>
/// <param name="MaxKeyBits">Longest key in bits.</param>
/// <param name="AuthenticationIsImplicit">Whether the cipher authenticates by itself (AEAD).</param>
/// <param name="RepeatsKeystream">Whether a key must not be used for two counters: with static keys every restart does.</param>
public sealed record Transform(
    string Name,
    int MinKeyBits = 0,
    int MaxKeyBits = 0,
    bool AuthenticationIsImplicit = false,
    bool RepeatsKeystream = false)
{
    /// <summary>What is to be said of an SA with a static key and this cipher.</summary>
    public string KeystreamWarning => $"{Name} is disallowed with static keys on OpenBSD: "
        + "after a restart the same key meets the same counters again; use aes or an ike rule";

    /// <summary>Whether it is <c>none</c>, which needs no key.</summary>
    public bool IsNone => Name is "none";
}

/// <summary>The transforms that a rule names; what it leaves out is null.</summary>
public sealed record TransformSet
{
    /// <summary>Nothing named.</summary>
    public static TransformSet Empty { get; } = new();

    /// <summary><c>auth</c>.</summary>
    public Transform? Authentication { get; init; }

    /// <summary><c>enc</c>.</summary>
    public Transform? Encryption { get; init; }

    /// <summary><c>comp</c>.</summary>
    public Transform? Compression { get; init; }

    /// <summary><c>group</c>.</summary>
    public Transform? Group { get; init; }
}

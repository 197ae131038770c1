namespace Koi.Tests.Vectors;

/// <summary>Vectors that lie in OpenBSD 4.9's tree and that its own Makefile does not run.</summary>
/// <remarks>StaleVectorTests proves from the vectors themselves that no program can pass these and the others.</remarks>
internal static class StaleVectors
{
    /// <summary>Each stale vector and why it cannot pass beside the others.</summary>
    public static IReadOnlyDictionary<string, string> Reasons { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["ikefail2"] = "from when 'any' was IPv4 only: it refuses an IPv6 source with 'any', which ipsec39 takes and ike47 expands to both families",
        ["ikedeldel1"] = "the input of ikedel1 with the section names of 2005",
        ["ikedeldel47"] = "the input of ikedel47 with the section names of 2005",
    };
}

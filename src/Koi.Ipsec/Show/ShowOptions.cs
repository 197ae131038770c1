namespace Koi.Ipsec.Show;

/// <summary>The operand of <c>-s</c>.</summary>
public enum ShowModifier
{
    /// <summary><c>flow</c>.</summary>
    Flow,

    /// <summary><c>sa</c>.</summary>
    Sa,

    /// <summary><c>all</c>: both, with titles.</summary>
    All,
}

/// <summary>How much is printed: the number of <c>-v</c>.</summary>
public enum Verbosity
{
    /// <summary>The rules.</summary>
    Normal,

    /// <summary><c>-v</c>: what the kernel knows of each SA.</summary>
    Verbose,

    /// <summary><c>-vv</c>: rule numbers and counters that are 0 too.</summary>
    VeryVerbose,
}

/// <summary>How the kernel's databases are printed.</summary>
/// <param name="Dialect">Whose format.</param>
/// <param name="Names">The names of protocols and services.</param>
/// <param name="ShowKeys">Whether keys are printed (<c>-k</c>).</param>
/// <param name="Verbosity">How much of each SA.</param>
/// <param name="Collapses">Whether flows are merged into lists (<c>-c</c>).</param>
public sealed record ShowOptions(
    Dialect Dialect,
    IpsecNames Names,
    bool ShowKeys = false,
    Verbosity Verbosity = Verbosity.Normal,
    bool Collapses = false);

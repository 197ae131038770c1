namespace Koi.Ipsec.Show;

/// <summary>An SA's state in RFC 2367's words. The kernel does not list it: it follows from how the SA was heard of.</summary>
public enum SaState
{
    /// <summary>Asked for, without keys; its SPI may be 0.</summary>
    Larval,

    /// <summary>In use.</summary>
    Mature,

    /// <summary>Past its soft lifetime.</summary>
    Dying,

    /// <summary>Past its hard lifetime, or deleted.</summary>
    Dead,
}

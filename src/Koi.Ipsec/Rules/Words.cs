namespace Koi.Ipsec.Rules;

/// <summary>The security protocols of ipsec.conf(5).</summary>
public enum SaType
{
    /// <summary>Encapsulating Security Payload.</summary>
    Esp,

    /// <summary>Authentication Header.</summary>
    Ah,

    /// <summary>IP Payload Compression.</summary>
    IpComp,

    /// <summary>IP in IP.</summary>
    IpIp,

    /// <summary>The TCP MD5 signature option.</summary>
    TcpMd5,
}

/// <summary>Tunnel or transport.</summary>
public enum TransformMode
{
    /// <summary>The packet is put into a new one.</summary>
    Tunnel,

    /// <summary>The packet's header stays.</summary>
    Transport,
}

/// <summary>The direction of a flow.</summary>
public enum FlowDirection
{
    /// <summary>Packets that arrive.</summary>
    In,

    /// <summary>Packets that leave.</summary>
    Out,
}

/// <summary>What a flow asks for; ipsec.conf(5), FLOWS.</summary>
public enum FlowType
{
    /// <summary>Use IPsec when there is an SA; do not negotiate.</summary>
    Use,

    /// <summary>Use IPsec, negotiate, and pass in clear meanwhile.</summary>
    Acquire,

    /// <summary>Use IPsec and nothing else; negotiate.</summary>
    Require,

    /// <summary>Drop.</summary>
    Deny,

    /// <summary>Pass in clear.</summary>
    Bypass,

    /// <summary>Use IPsec and nothing else; do not negotiate.</summary>
    DontAcquire,
}

/// <summary>Who begins an IKE negotiation.</summary>
public enum IkeMode
{
    /// <summary>This machine, at once.</summary>
    Active,

    /// <summary>The peer.</summary>
    Passive,

    /// <summary>This machine, whose address changes.</summary>
    Dynamic,
}

/// <summary>The exchange of IKE phase 1.</summary>
public enum Phase1Exchange
{
    /// <summary>Main mode: identities are protected.</summary>
    Main,

    /// <summary>Aggressive mode: three messages, identities in clear.</summary>
    Aggressive,
}

/// <summary>The words of the enumerations in ipsec.conf(5).</summary>
public static class Words
{
    /// <summary>The word of a protocol.</summary>
    public static string Of(SaType type) => type switch
    {
        SaType.Esp => "esp",
        SaType.Ah => "ah",
        SaType.IpComp => "ipcomp",
        SaType.IpIp => "ipip",
        SaType.TcpMd5 => "tcpmd5",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The word of a mode.</summary>
    public static string Of(TransformMode mode) => mode == TransformMode.Tunnel ? "tunnel" : "transport";

    /// <summary>The word of a direction.</summary>
    public static string Of(FlowDirection direction) => direction == FlowDirection.In ? "in" : "out";

    /// <summary>The word of a flow type.</summary>
    public static string Of(FlowType type) => type switch
    {
        FlowType.Use => "use",
        FlowType.Acquire => "acquire",
        FlowType.Require => "require",
        FlowType.Deny => "deny",
        FlowType.Bypass => "bypass",
        FlowType.DontAcquire => "dontacq",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The word of an IKE mode.</summary>
    public static string Of(IkeMode mode) => mode switch
    {
        IkeMode.Active => "active",
        IkeMode.Passive => "passive",
        IkeMode.Dynamic => "dynamic",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

namespace Koi.Carp;

/// <summary>What a virtual host is; carp(4).</summary>
public enum CarpState
{
    /// <summary>Cannot take part: its parent or it is down, or it has no address.</summary>
    Init,

    /// <summary>Waits for the master to fall silent.</summary>
    Backup,

    /// <summary>Owns the addresses.</summary>
    Master,
}

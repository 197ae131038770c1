using Koi.Netlink.Route;

namespace Koi.Interfaces.Carp;

/// <summary>What a carp interface is at the moment, as its link shows it.</summary>
public enum CarpRole
{
    /// <summary>It takes no part.</summary>
    Init,

    /// <summary>It waits for the master to fail.</summary>
    Backup,

    /// <summary>It has the addresses.</summary>
    Master,
}

/// <summary>Reads and names roles.</summary>
public static class CarpRoles
{
    /// <summary>Link.LinkMode of a link whose operational state koid sets: IF_LINK_MODE_DORMANT.</summary>
    public const byte DormantMode = 1;

    /// <summary>The role that a link shows: koid sets its operational state, and nobody else does in this link mode.</summary>
    public static CarpRole Of(Link link) => link switch
    {
        { OperState: OperState.Dormant } => CarpRole.Backup,
        { LinkMode: DormantMode, OperState: OperState.Up, IsRunning: true } => CarpRole.Master,
        _ => CarpRole.Init,
    };

    /// <summary>OpenBSD's word: <c>MASTER</c>.</summary>
    public static string Word(CarpRole role) => role switch
    {
        CarpRole.Init => "INIT",
        CarpRole.Backup => "BACKUP",
        CarpRole.Master => "MASTER",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The role of a word in small letters; null when there is none.</summary>
    internal static CarpRole? Parse(string word) => word switch
    {
        "init" => CarpRole.Init,
        "backup" => CarpRole.Backup,
        "master" => CarpRole.Master,
        _ => null,
    };
}

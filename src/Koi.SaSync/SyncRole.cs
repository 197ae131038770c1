namespace Koi.SaSync;

/// <summary>What a gateway is; OpenBSD usr.sbin/sasyncd/sasyncd.h, enum RUNSTATE.</summary>
public enum SyncRole : byte
{
    /// <summary>Not known yet: as a slave.</summary>
    Init,

    /// <summary>Keeps what the master has, and sends no packet of it.</summary>
    Slave,

    /// <summary>Carries the traffic.</summary>
    Master,
}

namespace Koi.Netlink.Xfrm;

/// <summary>Constants of Linux uapi xfrm.h, under the kernel's names, and the sizes of its structures in bytes.</summary>
internal static class XfrmHeader
{
    public const ushort XFRM_MSG_NEWSA = 16;
    public const ushort XFRM_MSG_DELSA = 17;
    public const ushort XFRM_MSG_GETSA = 18;
    public const ushort XFRM_MSG_NEWPOLICY = 19;
    public const ushort XFRM_MSG_DELPOLICY = 20;
    public const ushort XFRM_MSG_GETPOLICY = 21;
    public const ushort XFRM_MSG_ALLOCSPI = 22;
    public const ushort XFRM_MSG_ACQUIRE = 23;
    public const ushort XFRM_MSG_EXPIRE = 24;
    public const ushort XFRM_MSG_UPDPOLICY = 25;
    public const ushort XFRM_MSG_UPDSA = 26;
    public const ushort XFRM_MSG_POLEXPIRE = 27;
    public const ushort XFRM_MSG_FLUSHSA = 28;
    public const ushort XFRM_MSG_FLUSHPOLICY = 29;
    public const ushort XFRM_MSG_NEWAE = 30;
    public const ushort XFRM_MSG_GETAE = 31;
    public const ushort XFRM_MSG_REPORT = 32;
    public const ushort XFRM_MSG_MIGRATE = 33;
    public const ushort XFRM_MSG_NEWSADINFO = 34;
    public const ushort XFRM_MSG_GETSADINFO = 35;
    public const ushort XFRM_MSG_NEWSPDINFO = 36;
    public const ushort XFRM_MSG_GETSPDINFO = 37;
    public const ushort XFRM_MSG_MAPPING = 38;
    public const ushort XFRM_MSG_SETDEFAULT = 39;
    public const ushort XFRM_MSG_GETDEFAULT = 40;

    public const ushort XFRMA_ALG_AUTH = 1;
    public const ushort XFRMA_ALG_CRYPT = 2;
    public const ushort XFRMA_ALG_COMP = 3;
    public const ushort XFRMA_ENCAP = 4;
    public const ushort XFRMA_TMPL = 5;
    public const ushort XFRMA_SA = 6;
    public const ushort XFRMA_POLICY = 7;
    public const ushort XFRMA_LTIME_VAL = 9;
    public const ushort XFRMA_REPLAY_VAL = 10;
    public const ushort XFRMA_REPLAY_THRESH = 11;
    public const ushort XFRMA_ETIMER_THRESH = 12;
    public const ushort XFRMA_SRCADDR = 13;
    public const ushort XFRMA_COADDR = 14;
    public const ushort XFRMA_LASTUSED = 15;
    public const ushort XFRMA_POLICY_TYPE = 16;
    public const ushort XFRMA_MIGRATE = 17;
    public const ushort XFRMA_ALG_AEAD = 18;
    public const ushort XFRMA_ALG_AUTH_TRUNC = 20;
    public const ushort XFRMA_MARK = 21;
    public const ushort XFRMA_TFCPAD = 22;
    public const ushort XFRMA_REPLAY_ESN_VAL = 23;
    public const ushort XFRMA_SA_EXTRA_FLAGS = 24;
    public const ushort XFRMA_PROTO = 25;
    public const ushort XFRMA_ADDRESS_FILTER = 26;
    public const ushort XFRMA_SET_MARK = 29;
    public const ushort XFRMA_SET_MARK_MASK = 30;
    public const ushort XFRMA_IF_ID = 31;
    public const ushort XFRMA_MTIMER_THRESH = 32;
    public const ushort XFRMA_SA_DIR = 33;

    public const ushort XFRMA_SAD_CNT = 1;
    public const ushort XFRMA_SAD_HINFO = 2;
    public const ushort XFRMA_SPD_INFO = 1;
    public const ushort XFRMA_SPD_HINFO = 2;
    public const ushort XFRMA_SPD_IPV4_HTHRESH = 3;
    public const ushort XFRMA_SPD_IPV6_HTHRESH = 4;

    public const int AddressSize = 16;
    public const int IdSize = 24;
    public const int SelectorSize = 56;
    public const int LifetimeConfigSize = 64;
    public const int LifetimeCurrentSize = 32;
    public const int UserSaInfoSize = 224;
    public const int UserSaIdSize = 24;
    public const int UserSpiInfoSize = 232;
    public const int UserPolicyInfoSize = 168;
    public const int UserPolicyIdSize = 64;
    public const int UserTemplateSize = 64;
    public const int UserPolicyTypeSize = 6;
    public const int UserAcquireSize = 280;
    public const int UserExpireSize = 232;
    public const int UserPolicyExpireSize = 176;
    public const int UserReportSize = 60;
    public const int UserMappingSize = 64;
    public const int UserMigrateSize = 76;
    public const int AsyncEventIdSize = 48;
    public const int EncapsulationSize = 24;
    public const int ReplaySize = 12;
    public const int ReplayEsnSize = 24;
    public const int MarkSize = 8;
    public const int AddressFilterSize = 36;
    public const int AlgorithmSize = 68;
    public const int AlgorithmAuthSize = 72;
    public const int AlgorithmNameSize = 64;

    /// <summary>A message's name and the length of its fixed body; an empty name when it is unknown.</summary>
    public static (string Name, int Body) Kind(ushort type) => type switch
    {
        XFRM_MSG_NEWSA => (nameof(XFRM_MSG_NEWSA), UserSaInfoSize),
        XFRM_MSG_DELSA => (nameof(XFRM_MSG_DELSA), UserSaIdSize),
        XFRM_MSG_GETSA => (nameof(XFRM_MSG_GETSA), UserSaIdSize),
        XFRM_MSG_NEWPOLICY => (nameof(XFRM_MSG_NEWPOLICY), UserPolicyInfoSize),
        XFRM_MSG_DELPOLICY => (nameof(XFRM_MSG_DELPOLICY), UserPolicyIdSize),
        XFRM_MSG_GETPOLICY => (nameof(XFRM_MSG_GETPOLICY), UserPolicyIdSize),
        XFRM_MSG_ALLOCSPI => (nameof(XFRM_MSG_ALLOCSPI), UserSpiInfoSize),
        XFRM_MSG_ACQUIRE => (nameof(XFRM_MSG_ACQUIRE), UserAcquireSize),
        XFRM_MSG_EXPIRE => (nameof(XFRM_MSG_EXPIRE), UserExpireSize),
        XFRM_MSG_UPDPOLICY => (nameof(XFRM_MSG_UPDPOLICY), UserPolicyInfoSize),
        XFRM_MSG_UPDSA => (nameof(XFRM_MSG_UPDSA), UserSaInfoSize),
        XFRM_MSG_POLEXPIRE => (nameof(XFRM_MSG_POLEXPIRE), UserPolicyExpireSize),
        XFRM_MSG_FLUSHSA => (nameof(XFRM_MSG_FLUSHSA), 1),
        XFRM_MSG_FLUSHPOLICY => (nameof(XFRM_MSG_FLUSHPOLICY), 0),
        XFRM_MSG_NEWAE => (nameof(XFRM_MSG_NEWAE), AsyncEventIdSize),
        XFRM_MSG_GETAE => (nameof(XFRM_MSG_GETAE), AsyncEventIdSize),
        XFRM_MSG_REPORT => (nameof(XFRM_MSG_REPORT), UserReportSize),
        XFRM_MSG_MIGRATE => (nameof(XFRM_MSG_MIGRATE), UserPolicyIdSize),
        XFRM_MSG_NEWSADINFO => (nameof(XFRM_MSG_NEWSADINFO), 4),
        XFRM_MSG_GETSADINFO => (nameof(XFRM_MSG_GETSADINFO), 4),
        XFRM_MSG_NEWSPDINFO => (nameof(XFRM_MSG_NEWSPDINFO), 4),
        XFRM_MSG_GETSPDINFO => (nameof(XFRM_MSG_GETSPDINFO), 4),
        XFRM_MSG_MAPPING => (nameof(XFRM_MSG_MAPPING), UserMappingSize),
        XFRM_MSG_SETDEFAULT => (nameof(XFRM_MSG_SETDEFAULT), 3),
        XFRM_MSG_GETDEFAULT => (nameof(XFRM_MSG_GETDEFAULT), 3),
        _ => ("", 0),
    };
}

/// <summary>Multicast groups of NETLINK_XFRM; Linux uapi xfrm.h, enum xfrm_nlgroups.</summary>
public static class XfrmGroup
{
    /// <summary>The kernel asks for an SA.</summary>
    public const uint Acquire = 1;

    /// <summary>SAs and policies that expire.</summary>
    public const uint Expire = 2;

    /// <summary>SAs added, updated, deleted, flushed.</summary>
    public const uint Sa = 3;

    /// <summary>Policies added, updated, deleted, flushed.</summary>
    public const uint Policy = 4;

    /// <summary>Counters past a threshold.</summary>
    public const uint AsyncEvents = 5;

    /// <summary>Mobile IPv6's reports.</summary>
    public const uint Report = 6;

    /// <summary>Addresses moved.</summary>
    public const uint Migrate = 7;

    /// <summary>A NAT's port changed.</summary>
    public const uint Mapping = 8;
}

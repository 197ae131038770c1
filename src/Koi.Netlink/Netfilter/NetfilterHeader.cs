namespace Koi.Netlink.Netfilter;

/// <summary>Constants of Linux uapi nfnetlink.h and nf_tables.h, under the kernel's names.</summary>
/// <remarks>NFT_MSG_* here hold the subsystem in their upper byte, as nlmsg_type does. Numbers are in network byte order
/// unless said otherwise. Linux uapi nfnetlink.h, struct nfgenmsg: nfgen_family 0 (1), version 1 (1), res_id 2 (2, big).</remarks>
internal static class NetfilterHeader
{
    public const int GenericMessageSize = 4;

    public const ushort NFNL_SUBSYS_NFTABLES = 10;
    public const ushort NFNL_MSG_BATCH_BEGIN = 16;
    public const ushort NFNL_MSG_BATCH_END = 17;
    public const ushort NFNL_BATCH_GENID = 1;

    public const ushort NFT_MSG_NEWTABLE = Tables | 0;
    public const ushort NFT_MSG_GETTABLE = Tables | 1;
    public const ushort NFT_MSG_DELTABLE = Tables | 2;
    public const ushort NFT_MSG_NEWCHAIN = Tables | 3;
    public const ushort NFT_MSG_GETCHAIN = Tables | 4;
    public const ushort NFT_MSG_DELCHAIN = Tables | 5;
    public const ushort NFT_MSG_NEWRULE = Tables | 6;
    public const ushort NFT_MSG_GETRULE = Tables | 7;
    public const ushort NFT_MSG_DELRULE = Tables | 8;
    public const ushort NFT_MSG_NEWSET = Tables | 9;
    public const ushort NFT_MSG_GETSET = Tables | 10;
    public const ushort NFT_MSG_DELSET = Tables | 11;
    public const ushort NFT_MSG_NEWSETELEM = Tables | 12;
    public const ushort NFT_MSG_GETSETELEM = Tables | 13;
    public const ushort NFT_MSG_DELSETELEM = Tables | 14;
    public const ushort NFT_MSG_NEWGEN = Tables | 15;
    public const ushort NFT_MSG_GETGEN = Tables | 16;
    public const ushort NFT_MSG_NEWOBJ = Tables | 18;
    public const ushort NFT_MSG_DELOBJ = Tables | 20;
    public const ushort NFT_MSG_NEWFLOWTABLE = Tables | 22;
    public const ushort NFT_MSG_DELFLOWTABLE = Tables | 24;

    public const ushort NFTA_LIST_ELEM = 1;
    public const ushort NFTA_DATA_VALUE = 1;
    public const ushort NFTA_DATA_VERDICT = 2;
    public const ushort NFTA_VERDICT_CODE = 1;
    public const ushort NFTA_VERDICT_CHAIN = 2;

    public const ushort NFTA_TABLE_NAME = 1;
    public const ushort NFTA_TABLE_FLAGS = 2;
    public const ushort NFTA_TABLE_USE = 3;
    public const ushort NFTA_TABLE_HANDLE = 4;
    public const ushort NFTA_TABLE_USERDATA = 6;
    public const ushort NFTA_TABLE_OWNER = 7;

    public const ushort NFTA_CHAIN_TABLE = 1;
    public const ushort NFTA_CHAIN_HANDLE = 2;
    public const ushort NFTA_CHAIN_NAME = 3;
    public const ushort NFTA_CHAIN_HOOK = 4;
    public const ushort NFTA_CHAIN_POLICY = 5;
    public const ushort NFTA_CHAIN_TYPE = 7;
    public const ushort NFTA_CHAIN_USERDATA = 12;
    public const ushort NFTA_HOOK_HOOKNUM = 1;
    public const ushort NFTA_HOOK_PRIORITY = 2;
    public const ushort NFTA_HOOK_DEV = 3;

    public const ushort NFTA_RULE_TABLE = 1;
    public const ushort NFTA_RULE_CHAIN = 2;
    public const ushort NFTA_RULE_HANDLE = 3;
    public const ushort NFTA_RULE_EXPRESSIONS = 4;
    public const ushort NFTA_RULE_POSITION = 6;
    public const ushort NFTA_RULE_USERDATA = 7;
    public const ushort NFTA_EXPR_NAME = 1;
    public const ushort NFTA_EXPR_DATA = 2;

    public const ushort NFTA_SET_TABLE = 1;
    public const ushort NFTA_SET_NAME = 2;
    public const ushort NFTA_SET_FLAGS = 3;
    public const ushort NFTA_SET_KEY_TYPE = 4;
    public const ushort NFTA_SET_KEY_LEN = 5;
    public const ushort NFTA_SET_DATA_TYPE = 6;
    public const ushort NFTA_SET_DATA_LEN = 7;
    public const ushort NFTA_SET_DESC = 9;
    public const ushort NFTA_SET_ID = 10;
    public const ushort NFTA_SET_TIMEOUT = 11;
    public const ushort NFTA_SET_USERDATA = 13;
    public const ushort NFTA_SET_HANDLE = 16;
    public const ushort NFTA_SET_DESC_SIZE = 1;

    public const ushort NFTA_SET_ELEM_LIST_TABLE = 1;
    public const ushort NFTA_SET_ELEM_LIST_SET = 2;
    public const ushort NFTA_SET_ELEM_LIST_ELEMENTS = 3;

    public const ushort NFTA_SET_ELEM_KEY = 1;
    public const ushort NFTA_SET_ELEM_DATA = 2;
    public const ushort NFTA_SET_ELEM_FLAGS = 3;
    public const ushort NFTA_SET_ELEM_TIMEOUT = 4;
    public const ushort NFTA_SET_ELEM_EXPIRATION = 5;
    public const ushort NFTA_SET_ELEM_USERDATA = 6;
    public const ushort NFTA_SET_ELEM_KEY_END = 10;

    public const ushort NFTA_GEN_ID = 1;
    public const ushort NFTA_GEN_PROC_PID = 2;
    public const ushort NFTA_GEN_PROC_NAME = 3;

    private const ushort Tables = NFNL_SUBSYS_NFTABLES << 8;

    /// <summary>Begins a message of nf_tables.</summary>
    public static void BeginTables(this MessageWriter writer, ushort type, ushort flags, TableFamily family) =>
        writer.Begin(type, flags, GenericMessageSize)[0] = (byte)family;

    /// <summary>The name and the length of the fixed body, for traces; 0 when the type is unknown.</summary>
    public static (string Name, int Body) Kind(ushort type) => type switch
    {
        NFNL_MSG_BATCH_BEGIN => (nameof(NFNL_MSG_BATCH_BEGIN), GenericMessageSize),
        NFNL_MSG_BATCH_END => (nameof(NFNL_MSG_BATCH_END), GenericMessageSize),
        NFT_MSG_NEWTABLE => (nameof(NFT_MSG_NEWTABLE), GenericMessageSize),
        NFT_MSG_GETTABLE => (nameof(NFT_MSG_GETTABLE), GenericMessageSize),
        NFT_MSG_DELTABLE => (nameof(NFT_MSG_DELTABLE), GenericMessageSize),
        NFT_MSG_NEWCHAIN => (nameof(NFT_MSG_NEWCHAIN), GenericMessageSize),
        NFT_MSG_GETCHAIN => (nameof(NFT_MSG_GETCHAIN), GenericMessageSize),
        NFT_MSG_DELCHAIN => (nameof(NFT_MSG_DELCHAIN), GenericMessageSize),
        NFT_MSG_NEWRULE => (nameof(NFT_MSG_NEWRULE), GenericMessageSize),
        NFT_MSG_GETRULE => (nameof(NFT_MSG_GETRULE), GenericMessageSize),
        NFT_MSG_DELRULE => (nameof(NFT_MSG_DELRULE), GenericMessageSize),
        NFT_MSG_NEWSET => (nameof(NFT_MSG_NEWSET), GenericMessageSize),
        NFT_MSG_GETSET => (nameof(NFT_MSG_GETSET), GenericMessageSize),
        NFT_MSG_DELSET => (nameof(NFT_MSG_DELSET), GenericMessageSize),
        NFT_MSG_NEWSETELEM => (nameof(NFT_MSG_NEWSETELEM), GenericMessageSize),
        NFT_MSG_GETSETELEM => (nameof(NFT_MSG_GETSETELEM), GenericMessageSize),
        NFT_MSG_DELSETELEM => (nameof(NFT_MSG_DELSETELEM), GenericMessageSize),
        NFT_MSG_NEWGEN => (nameof(NFT_MSG_NEWGEN), GenericMessageSize),
        NFT_MSG_GETGEN => (nameof(NFT_MSG_GETGEN), GenericMessageSize),
        NFT_MSG_NEWOBJ => (nameof(NFT_MSG_NEWOBJ), GenericMessageSize),
        NFT_MSG_DELOBJ => (nameof(NFT_MSG_DELOBJ), GenericMessageSize),
        NFT_MSG_NEWFLOWTABLE => (nameof(NFT_MSG_NEWFLOWTABLE), GenericMessageSize),
        NFT_MSG_DELFLOWTABLE => (nameof(NFT_MSG_DELFLOWTABLE), GenericMessageSize),
        _ => ("", 0),
    };
}

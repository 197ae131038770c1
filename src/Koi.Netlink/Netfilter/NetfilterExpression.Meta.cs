namespace Koi.Netlink.Netfilter;

/// <summary>What the kernel knows about a packet; Linux uapi nf_tables.h, enum nft_meta_keys.</summary>
public enum MetaKey : uint
{
    /// <summary>The length in bytes; 4 bytes in host byte order.</summary>
    Length = 0,

    /// <summary>The Ethernet type, also without Ethernet; 2 bytes in network byte order.</summary>
    Protocol = 1,

    /// <summary>The mark; 4 bytes in host byte order.</summary>
    Mark = 3,

    /// <summary>The index of the link it came by; 4 bytes in host byte order.</summary>
    InputIndex = 4,

    /// <summary>The index of the link it leaves by; 4 bytes in host byte order.</summary>
    OutputIndex = 5,

    /// <summary>The name of the link it came by; 16 bytes.</summary>
    InputName = 6,

    /// <summary>The name of the link it leaves by; 16 bytes.</summary>
    OutputName = 7,

    /// <summary>ARPHRD_* of the link it came by, at egress of the one it leaves by; 2 bytes in host byte order.</summary>
    InputType = 8,

    /// <summary>NFPROTO_*; 1 byte.</summary>
    Family = 15,

    /// <summary>The protocol above IPv4 or IPv6; 1 byte.</summary>
    TransportProtocol = 16,

    /// <summary>Whether it was for this machine, PACKET_*; 1 byte.</summary>
    PacketType = 19,
}

/// <content>meta.</content>
public abstract partial record NetfilterExpression
{
    /// <summary>Loads what the kernel knows about the packet.</summary>
    /// <param name="Key">What.</param>
    /// <param name="Register">Where to.</param>
    public sealed record Meta(MetaKey Key, uint Register = 1) : NetfilterExpression
    {
        internal const string Name = "meta";
        private const ushort NFTA_META_DREG = 1;
        private const ushort NFTA_META_KEY = 2;
        private const ushort NFTA_META_SREG = 3;

        internal override string KernelName => Name;

        internal override void WriteData(MessageWriter writer)
        {
            writer.BigUInt32(NFTA_META_KEY, (uint)Key);
            writer.BigUInt32(NFTA_META_DREG, Register);
        }

        internal static NetfilterExpression? Read(ref AttributeReader attributes)
        {
            var read = new Meta(MetaKey.Length);
            var isStore = false;
            while (attributes.Next())
            {
                switch (attributes.Type)
                {
                    case NFTA_META_KEY: read = read with { Key = (MetaKey)attributes.AsBigUInt32() }; break;
                    case NFTA_META_DREG: read = read with { Register = attributes.AsBigUInt32() }; break;
                    case NFTA_META_SREG: isStore = true; break;
                    default: break;
                }
            }

            return isStore ? null : read;
        }
    }
}

namespace Koi.Netlink.Netfilter;

/// <summary>What an offset counts from; Linux uapi nf_tables.h, enum nft_payload_bases.</summary>
public enum PayloadBase : uint
{
    /// <summary>The Ethernet header.</summary>
    Link = 0,

    /// <summary>The header of IPv4, IPv6 or ARP.</summary>
    Network = 1,

    /// <summary>The header above IPv4 or IPv6; only the first fragment has one.</summary>
    Transport = 2,
}

/// <content>payload.</content>
public abstract partial record NetfilterExpression
{
    /// <summary>Loads bytes of the packet; the rule ends here for packets that do not have them.</summary>
    /// <param name="Base">What the offset counts from.</param>
    /// <param name="Offset">In bytes.</param>
    /// <param name="Length">In bytes.</param>
    /// <param name="Register">Where to; or from, see <see cref="IsStore"/>.</param>
    /// <remarks>nft lists it under a field's name only behind a test of <see cref="MetaKey.Protocol"/> or its like.</remarks>
    public sealed record Payload(PayloadBase Base, uint Offset, uint Length, uint Register = 1) : NetfilterExpression
    {
        internal const string Name = "payload";
        private const ushort NFTA_PAYLOAD_DREG = 1;
        private const ushort NFTA_PAYLOAD_BASE = 2;
        private const ushort NFTA_PAYLOAD_OFFSET = 3;
        private const ushort NFTA_PAYLOAD_LEN = 4;
        private const ushort NFTA_PAYLOAD_SREG = 5;
        private const ushort NFTA_PAYLOAD_CSUM_TYPE = 6;

        /// <summary>Whether it writes the register into the packet instead, no checksum of which is mended.</summary>
        public bool IsStore { get; init; }

        internal override string KernelName => Name;

        internal override void WriteData(MessageWriter writer)
        {
            writer.BigUInt32(IsStore ? NFTA_PAYLOAD_SREG : NFTA_PAYLOAD_DREG, Register);
            writer.BigUInt32(NFTA_PAYLOAD_BASE, (uint)Base);
            writer.BigUInt32(NFTA_PAYLOAD_OFFSET, Offset);
            writer.BigUInt32(NFTA_PAYLOAD_LEN, Length);
        }

        internal static NetfilterExpression? Read(ref AttributeReader attributes)
        {
            var read = new Payload(default, 0, 0);
            uint checksum = 0;
            while (attributes.Next())
            {
                switch (attributes.Type)
                {
                    case NFTA_PAYLOAD_DREG: read = read with { Register = attributes.AsBigUInt32() }; break;
                    case NFTA_PAYLOAD_SREG: read = read with { Register = attributes.AsBigUInt32(), IsStore = true }; break;
                    case NFTA_PAYLOAD_BASE: read = read with { Base = (PayloadBase)attributes.AsBigUInt32() }; break;
                    case NFTA_PAYLOAD_OFFSET: read = read with { Offset = attributes.AsBigUInt32() }; break;
                    case NFTA_PAYLOAD_LEN: read = read with { Length = attributes.AsBigUInt32() }; break;
                    case NFTA_PAYLOAD_CSUM_TYPE: checksum = attributes.AsBigUInt32(); break;
                    default: break;
                }
            }

            return checksum != 0 ? null : read;
        }
    }
}

namespace Koi.Netlink.Netfilter;

/// <content>lookup.</content>
public abstract partial record NetfilterExpression
{
    /// <summary>Looks a register up in a set of the same table; the rule ends here when it is not there.</summary>
    /// <param name="Set">The set's name; ENOENT when there is none, but one made earlier in the same batch will do.</param>
    /// <param name="IsInverted">Whether the rule ends when it is there.</param>
    /// <param name="Register">The register.</param>
    public sealed record Lookup(string Set, bool IsInverted = false, uint Register = 1) : NetfilterExpression
    {
        internal const string Name = "lookup";
        private const ushort NFTA_LOOKUP_SET = 1;
        private const ushort NFTA_LOOKUP_SREG = 2;
        private const ushort NFTA_LOOKUP_DREG = 3;
        private const ushort NFTA_LOOKUP_FLAGS = 5;
        private const uint NFT_LOOKUP_F_INV = 1;

        internal override string KernelName => Name;

        internal override void WriteData(MessageWriter writer)
        {
            writer.BigUInt32(NFTA_LOOKUP_SREG, Register);
            writer.Text(NFTA_LOOKUP_SET, Set);
            if (IsInverted)
            {
                writer.BigUInt32(NFTA_LOOKUP_FLAGS, NFT_LOOKUP_F_INV);
            }
        }

        internal static NetfilterExpression? Read(ref AttributeReader attributes)
        {
            var read = new Lookup("");
            var isOfMap = false;
            while (attributes.Next())
            {
                switch (attributes.Type)
                {
                    case NFTA_LOOKUP_SET: read = read with { Set = attributes.AsText() }; break;
                    case NFTA_LOOKUP_SREG: read = read with { Register = attributes.AsBigUInt32() }; break;
                    case NFTA_LOOKUP_FLAGS:
                        read = read with { IsInverted = (attributes.AsBigUInt32() & NFT_LOOKUP_F_INV) != 0 };
                        break;

                    case NFTA_LOOKUP_DREG: isOfMap = true; break;
                    default: break;
                }
            }

            return isOfMap ? null : read;
        }
    }
}

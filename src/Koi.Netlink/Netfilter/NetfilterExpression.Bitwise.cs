namespace Koi.Netlink.Netfilter;

/// <content>bitwise.</content>
public abstract partial record NetfilterExpression
{
    /// <summary>Computes (register &amp; mask) ^ flips, as to compare a prefix.</summary>
    /// <param name="Mask">As many bytes of the register are used.</param>
    /// <param name="Flips">As long as the mask; all zero to flip nothing.</param>
    /// <param name="Register">Read and written.</param>
    public sealed record Bitwise(ElementValue Mask, ElementValue Flips, uint Register = 1) : NetfilterExpression
    {
        internal const string Name = "bitwise";
        private const ushort NFTA_BITWISE_SREG = 1;
        private const ushort NFTA_BITWISE_DREG = 2;
        private const ushort NFTA_BITWISE_LEN = 3;
        private const ushort NFTA_BITWISE_MASK = 4;
        private const ushort NFTA_BITWISE_XOR = 5;
        private const ushort NFTA_BITWISE_OP = 6;

        internal override string KernelName => Name;

        internal override void WriteData(MessageWriter writer)
        {
            writer.BigUInt32(NFTA_BITWISE_SREG, Register);
            writer.BigUInt32(NFTA_BITWISE_DREG, Register);
            writer.BigUInt32(NFTA_BITWISE_LEN, (uint)Mask.Length);
            writer.Value(NFTA_BITWISE_MASK, Mask);
            writer.Value(NFTA_BITWISE_XOR, Flips);
        }

        internal static NetfilterExpression? Read(ref AttributeReader attributes)
        {
            var read = new Bitwise(default, default);
            uint target = 1, operation = 0;
            while (attributes.Next())
            {
                switch (attributes.Type)
                {
                    case NFTA_BITWISE_SREG: read = read with { Register = attributes.AsBigUInt32() }; break;
                    case NFTA_BITWISE_DREG: target = attributes.AsBigUInt32(); break;
                    case NFTA_BITWISE_MASK: read = read with { Mask = DataValue.Read(ref attributes) ?? default }; break;
                    case NFTA_BITWISE_XOR: read = read with { Flips = DataValue.Read(ref attributes) ?? default }; break;
                    case NFTA_BITWISE_OP: operation = attributes.AsBigUInt32(); break;
                    default: break;
                }
            }

            // Shifts, and kernels since 6.13 have operations between registers.
            return operation == 0 && target == read.Register ? read : null;
        }
    }
}

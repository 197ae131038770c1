namespace Koi.Netlink.Netfilter;

/// <summary>Linux uapi nf_tables.h, enum nft_cmp_ops; order is that of bytes, the first weighing most.</summary>
public enum CompareOperator : uint
{
    /// <summary>Equal.</summary>
    Equal = 0,

    /// <summary>Not equal.</summary>
    NotEqual = 1,

    /// <summary>Less than the value.</summary>
    Less = 2,

    /// <summary>Not more than the value.</summary>
    LessOrEqual = 3,

    /// <summary>More than the value.</summary>
    Greater = 4,

    /// <summary>Not less than the value.</summary>
    GreaterOrEqual = 5,
}

/// <content>cmp.</content>
public abstract partial record NetfilterExpression
{
    /// <summary>Compares a register with a value; the rule ends here when it is not so.</summary>
    /// <param name="Operator">How.</param>
    /// <param name="Value">As many bytes of the register are compared.</param>
    /// <param name="Register">The register.</param>
    public sealed record Compare(CompareOperator Operator, ElementValue Value, uint Register = 1) : NetfilterExpression
    {
        internal const string Name = "cmp";
        private const ushort NFTA_CMP_SREG = 1;
        private const ushort NFTA_CMP_OP = 2;
        private const ushort NFTA_CMP_DATA = 3;

        internal override string KernelName => Name;

        internal override void WriteData(MessageWriter writer)
        {
            writer.BigUInt32(NFTA_CMP_SREG, Register);
            writer.BigUInt32(NFTA_CMP_OP, (uint)Operator);
            writer.Value(NFTA_CMP_DATA, Value);
        }

        internal static Compare Read(ref AttributeReader attributes)
        {
            var read = new Compare(default, default);
            while (attributes.Next())
            {
                read = attributes.Type switch
                {
                    NFTA_CMP_SREG => read with { Register = attributes.AsBigUInt32() },
                    NFTA_CMP_OP => read with { Operator = (CompareOperator)attributes.AsBigUInt32() },
                    NFTA_CMP_DATA => read with { Value = DataValue.Read(ref attributes) ?? default },
                    _ => read,
                };
            }

            return read;
        }
    }
}

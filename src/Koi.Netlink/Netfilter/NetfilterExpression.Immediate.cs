using static Koi.Netlink.Netfilter.NetfilterHeader;
using static Koi.Netlink.NetlinkHeader;

namespace Koi.Netlink.Netfilter;

/// <summary>What becomes of a packet; Linux uapi nf_tables.h, enum nft_verdicts, and netfilter.h.</summary>
public enum VerdictCode
{
    /// <summary>Back to the rule after the jump that led here; in a chain with a hook its policy.</summary>
    Return = -5,

    /// <summary>On in another chain, from which it does not come back.</summary>
    Goto = -4,

    /// <summary>On in another chain, and back here.</summary>
    Jump = -3,

    /// <summary>It is dropped.</summary>
    Drop = 0,

    /// <summary>It passes this hook; chains of higher priority still see it.</summary>
    Accept = 1,
}

/// <content>immediate: one expression of the kernel, two for readers.</content>
public abstract partial record NetfilterExpression
{
    private const uint NFT_REG_VERDICT = 0;
    private const ushort NFTA_IMMEDIATE_DREG = 1;
    private const ushort NFTA_IMMEDIATE_DATA = 2;

    /// <summary>Loads a value.</summary>
    /// <param name="Value">At most 16 bytes.</param>
    /// <param name="Register">Where to.</param>
    public sealed record Immediate(ElementValue Value, uint Register = 1) : NetfilterExpression
    {
        internal const string Name = "immediate";

        internal override string KernelName => Name;

        internal override void WriteData(MessageWriter writer)
        {
            writer.BigUInt32(NFTA_IMMEDIATE_DREG, Register);
            writer.Value(NFTA_IMMEDIATE_DATA, Value);
        }
    }

    /// <summary>Ends the rule.</summary>
    /// <param name="Code">What becomes of the packet.</param>
    /// <param name="Chain">Where a jump or a goto leads, in the same table; null for other codes.</param>
    public sealed record Verdict(VerdictCode Code, string? Chain = null) : NetfilterExpression
    {
        internal override string KernelName => Immediate.Name;

        internal override void WriteData(MessageWriter writer)
        {
            writer.BigUInt32(NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT);
            using var data = writer.Nest(NFTA_IMMEDIATE_DATA | NLA_F_NESTED);
            using var verdict = writer.Nest(NFTA_DATA_VERDICT | NLA_F_NESTED);
            writer.BigUInt32(NFTA_VERDICT_CODE, (uint)Code);
            if (Chain is not null)
            {
                writer.Text(NFTA_VERDICT_CHAIN, Chain);
            }
        }
    }

    private static NetfilterExpression? ReadImmediate(ref AttributeReader attributes)
    {
        uint register = 0;
        ElementValue? value = null;
        Verdict? verdict = null;
        while (attributes.Next())
        {
            switch (attributes.Type)
            {
                case NFTA_IMMEDIATE_DREG: register = attributes.AsBigUInt32(); break;
                case NFTA_IMMEDIATE_DATA:
                    value = DataValue.Read(ref attributes);
                    verdict = ReadVerdict(ref attributes);
                    break;

                default: break;
            }
        }

        return verdict ?? (value is { } loaded ? new Immediate(loaded, register) : (NetfilterExpression?)null);
    }

    private static Verdict? ReadVerdict(ref AttributeReader data)
    {
        Verdict? verdict = null;
        var nested = data.Nested();
        while (nested.Next())
        {
            if (nested.Type == NFTA_DATA_VERDICT)
            {
                var parts = nested.Nested();
                verdict = new Verdict(VerdictCode.Drop);
                while (parts.Next())
                {
                    verdict = parts.Type switch
                    {
                        NFTA_VERDICT_CODE => verdict with { Code = (VerdictCode)parts.AsBigUInt32() },
                        NFTA_VERDICT_CHAIN => verdict with { Chain = parts.AsText() },
                        _ => verdict,
                    };
                }

                nested.Join(parts);
            }
        }

        data.Join(nested);
        return verdict;
    }
}

namespace Koi.Netlink.Netfilter;

/// <content>counter.</content>
public abstract partial record NetfilterExpression
{
    /// <summary>Counts the packets that come this far.</summary>
    /// <param name="Packets">How many came; when written, what it begins with.</param>
    /// <param name="Bytes">How many bytes they had.</param>
    public sealed record Counter(ulong Packets = 0, ulong Bytes = 0) : NetfilterExpression
    {
        internal const string Name = "counter";
        private const ushort NFTA_COUNTER_BYTES = 1;
        private const ushort NFTA_COUNTER_PACKETS = 2;

        internal override string KernelName => Name;

        internal override void WriteData(MessageWriter writer)
        {
            if ((Packets | Bytes) != 0)
            {
                writer.BigUInt64(NFTA_COUNTER_BYTES, Bytes);
                writer.BigUInt64(NFTA_COUNTER_PACKETS, Packets);
            }
        }

        internal static Counter Read(ref AttributeReader attributes)
        {
            var read = new Counter();
            while (attributes.Next())
            {
                read = attributes.Type switch
                {
                    NFTA_COUNTER_BYTES => read with { Bytes = attributes.AsBigUInt64() },
                    NFTA_COUNTER_PACKETS => read with { Packets = attributes.AsBigUInt64() },
                    _ => read,
                };
            }

            return read;
        }
    }
}

using static Koi.Netlink.Netfilter.NetfilterHeader;
using static Koi.Netlink.NetlinkHeader;

namespace Koi.Netlink.Netfilter;

/// <summary>
/// A step of a rule: one that loads into a register, one that tests a register (the rule ends there for packets that fail),
/// or one that acts. Registers 1-4 hold 16 bytes each; most rules need only the first.
/// </summary>
/// <remarks>Linux uapi nf_tables.h, NFTA_EXPR_*. A file for each, with its codec; attributes in the order of libnftnl's.</remarks>
public abstract partial record NetfilterExpression
{
    private NetfilterExpression()
    {
    }

    /// <summary>An expression that Koi does not know: it can be listed, but not written.</summary>
    /// <param name="Name">The kernel's name for it, such as <c>limit</c>.</param>
    public sealed record Unknown(string Name) : NetfilterExpression
    {
        internal override string KernelName => Name;

        internal override void WriteData(MessageWriter writer) =>
            throw new InvalidOperationException($"the expression {Name} is not known and cannot be written");
    }

    /// <summary>NFTA_EXPR_NAME.</summary>
    internal abstract string KernelName { get; }

    /// <summary>Appends what is in NFTA_EXPR_DATA.</summary>
    internal abstract void WriteData(MessageWriter writer);

    internal void Write(MessageWriter writer)
    {
        using var item = writer.Nest(NFTA_LIST_ELEM | NLA_F_NESTED);
        writer.Text(NFTA_EXPR_NAME, KernelName);
        using var data = writer.Nest(NFTA_EXPR_DATA | NLA_F_NESTED);
        WriteData(writer);
    }

    /// <summary>Reads an element of NFTA_RULE_EXPRESSIONS.</summary>
    internal static NetfilterExpression ReadElement(ref AttributeReader list)
    {
        var name = "";
        var data = new AttributeReader([]);
        var attributes = list.Nested();
        while (attributes.Next())
        {
            switch (attributes.Type)
            {
                case NFTA_EXPR_NAME: name = attributes.AsText(); break;
                case NFTA_EXPR_DATA: data = attributes.Nested(); break;
                default: break;
            }
        }

        list.Join(attributes);
        var expression = ReadData(name, ref data) ?? new Unknown(name);
        list.Join(data);
        return expression;
    }

    /// <summary>Null for what is not known, or has more to it than its record holds.</summary>
    private static NetfilterExpression? ReadData(string name, ref AttributeReader data) => name switch
    {
        Meta.Name => Meta.Read(ref data),
        Payload.Name => Payload.Read(ref data),
        Compare.Name => Compare.Read(ref data),
        Bitwise.Name => Bitwise.Read(ref data),
        Lookup.Name => Lookup.Read(ref data),
        Immediate.Name => ReadImmediate(ref data),
        Counter.Name => Counter.Read(ref data),
        _ => null,
    };
}

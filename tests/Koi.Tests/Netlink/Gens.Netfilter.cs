using CsCheck;
using Koi.Netlink.Netfilter;

namespace Koi.Tests.Netlink;

/// <content>Tables, sets and elements of nf_tables.</content>
internal static partial class Gens
{
    public static Gen<NetfilterTable> Table { get; } =
        from name in Name
        from numbers in Gen.UInt.Array[2]
        from comment in Comment
        select new NetfilterTable
        {
            Family = (TableFamily)(byte)numbers[0],
            Name = name,
            Flags = (TableFlags)numbers[1],
            Comment = comment,
        };

    public static Gen<NetfilterSet> Set { get; } =
        from table in Table
        from name in Name
        from key in ValueType
        from data in Optional(ValueType)
        from size in Optional(Gen.UInt)
        from timeout in Optional(Gen.ULong)
        from comment in Comment
        from flags in Gen.UInt
        select new NetfilterSet
        {
            Id = new SetId(table.Family, table.Name, name),
            KeyType = key,
            DataType = data,
            Flags = (SetFlags)flags,
            Size = size,
            TimeoutMilliseconds = timeout,
            IsMergedByNft = flags % 2 == 1,
            Comment = comment,
        };

    public static Gen<SetElement> Element { get; } =
        from key in Value
        from lastKey in Optional(Value)
        from data in Optional(Value)
        from timeout in Optional(Gen.ULong)
        from comment in Comment
        from flags in Gen.UInt
        select new SetElement
        {
            Key = (flags & 1) != 0 ? default : key,
            IsCatchAll = (flags & 1) != 0,
            LastKey = lastKey,
            Data = data,
            IsIntervalEnd = (flags & 2) != 0,
            IsOpenInterval = (flags & 4) != 0,
            Comment = comment,
            TimeoutMilliseconds = timeout,
            ExpirationMilliseconds = timeout / 2,
        };

    public static Gen<NetfilterChain> Chain { get; } =
        from table in Table
        from name in Name
        from device in Name
        from numbers in Gen.UInt.Array[2]
        from comment in Comment
        select new NetfilterChain
        {
            Id = new ChainId(table.Family, table.Name, name),
            Hook = (numbers[0] & 1) != 0 ? new ChainHook(numbers[0], (int)numbers[1], (numbers[0] & 2) != 0 ? device : null) : null,
            Type = (numbers[0] & 1) != 0 ? NetfilterChain.FilterType : null,
            Policy = (numbers[0] & 4) != 0 ? (ChainPolicy)(numbers[1] % 2) : null,
            Comment = comment,
        };

    public static Gen<NetfilterExpression> Expression { get; } = Gen.OneOf<NetfilterExpression>(
        Gen.UInt.Select(n => (NetfilterExpression)new NetfilterExpression.Meta((MetaKey)(n % 20), n)),
        Gen.UInt.Select(n => (NetfilterExpression)new NetfilterExpression.Payload((PayloadBase)(n % 3), n, n / 2, n / 3)
        {
            IsStore = n % 2 == 1,
        }),
        Value.Select(Gen.UInt, (value, n) => (NetfilterExpression)new NetfilterExpression.Compare((CompareOperator)(n % 6), value, n)),
        Value.Select(Gen.UInt, (value, n) => (NetfilterExpression)new NetfilterExpression.Bitwise(value, value, n)),
        Name.Select(Gen.UInt, (name, n) => (NetfilterExpression)new NetfilterExpression.Lookup(name, n % 2 == 1, n)),
        Value.Select(Gen.UInt, (value, n) => (NetfilterExpression)new NetfilterExpression.Immediate(value, n)),
        Name.Select(Gen.Int, (name, n) => (NetfilterExpression)new NetfilterExpression.Verdict((VerdictCode)n, n < 0 ? name : null)),
        Gen.ULong.Select(n => (NetfilterExpression)new NetfilterExpression.Counter(n, n / 2)));

    public static Gen<NetfilterRule> Rule { get; } =
        from chain in Chain
        from expressions in Expression.Array[0, 8]
        from position in Optional(Gen.ULong)
        from comment in Comment
        select NetfilterRule.Of(chain.Id, expressions) with { Position = position, Comment = comment };

    private static Gen<SetType> ValueType => Gen.Select(Gen.UInt[0, 0xffff], Gen.UInt[1, 64], Gen.Int[0, 2])
        .Select((number, length, order) => new SetType(number, length, (ValueOrder)order));

    private static Gen<ElementValue> Value =>
        Gen.Byte.Array[0, ElementValue.MaxLength].Select(bytes => ElementValue.FromBytes(bytes));

    private static Gen<string?> Comment =>
        Gen.Char[' ', '\u00ff'].Array[0, 64].Select(Gen.Bool, (letters, isThere) => isThere ? new string(letters) : null);
}

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
            Flags = numbers[1],
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

    private static Gen<SetType> ValueType => Gen.Select(Gen.UInt[0, 0xffff], Gen.UInt[1, 64], Gen.Int[0, 2])
        .Select((number, length, order) => new SetType(number, length, (ValueOrder)order));

    private static Gen<ElementValue> Value =>
        Gen.Byte.Array[0, ElementValue.MaxLength].Select(bytes => ElementValue.FromBytes(bytes));

    private static Gen<string?> Comment =>
        Gen.Char[' ', '\u00ff'].Array[0, 64].Select(Gen.Bool, (letters, isThere) => isThere ? new string(letters) : null);
}

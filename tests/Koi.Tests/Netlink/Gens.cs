using CsCheck;
using Koi.Netlink;
using Koi.Netlink.Route;
using Koi.Netlink.Xfrm;

namespace Koi.Tests.Netlink;

/// <summary>Random values of everything that can be written and read.</summary>
internal static partial class Gens
{
    private static Gen<InetAddress> V4 => Gen.UInt.Select(InetAddress.FromV4);
    private static Gen<InetAddress> V6 =>
        Gen.ULong.Select(Gen.ULong, (high, low) => InetAddress.FromV6(new UInt128(high, low)));

    public static Gen<Selector> Selector { get; } = Gen.Bool.SelectMany(isV6 => Gen.Select(
        Prefix(isV6), Prefix(isV6), Gen.Byte, Gen.UShort, Gen.UShort, Gen.UShort, Gen.UShort, Gen.UInt)
        .Select((source, destination, protocol, port, mask, otherPort, otherMask, user) => new Selector(
            source, destination, protocol, port, mask, otherPort, otherMask, (int)user, user)));

    public static Gen<SecurityAssociation> Sa { get; } = Gen.Bool.SelectMany(isV6 =>
        from destination in Address(isV6)
        from source in Address(isV6)
        from careOf in Optional(Address(isV6))
        from selector in Selector
        from limits in Limits
        from numbers in Gen.UInt.Array[16]
        from algorithm in Gen.Select(Name, Key)
        from mark in Optional(Mark)
        from setMark in Optional(Mark)
        from counters in Counters
        from bitmap in Gen.UInt.Array[0, 128]
        from shape in Gen.Int[0, 15]
        select new SecurityAssociation
        {
            Id = new SaId(destination, numbers[0], (byte)numbers[1]),
            Source = source,
            Mode = (XfrmMode)(numbers[1] % 6),
            Selector = selector,
            RequestId = numbers[2],
            AcquireSequence = numbers[3],
            ReplayWindow = (byte)numbers[4],
            Flags = (StateFlags)(byte)numbers[5],
            Limits = limits,
            Counters = counters,
            ExtraFlags = numbers[6],
            InterfaceId = numbers[7],
            Direction = (byte)(numbers[7] % 3),
            Mark = mark,
            SetMark = setMark,
            CareOfAddress = careOf,
            MappingThreshold = numbers[8],
            TrafficFlowPadding = numbers[9],
            ReplayThreshold = numbers[10],
            TimerThreshold = numbers[11],
            Encryption = (shape & 1) != 0 ? new Algorithm(algorithm.Item1, algorithm.Item2) : null,
            Authentication = (shape & 2) != 0
                ? new AuthenticationAlgorithm(algorithm.Item1, algorithm.Item2, numbers[12])
                : null,
            Aead = (shape & 4) != 0 ? new AeadAlgorithm(algorithm.Item1, algorithm.Item2, numbers[13]) : null,
            Compression = (shape & 8) != 0 ? new Algorithm(algorithm.Item1, algorithm.Item2) : null,
            Encapsulation = (shape & 8) != 0 ? new Encapsulation(2, (ushort)numbers[14], 4500, source) : null,
            Replay = (shape & 1) != 0 ? new ReplayState(numbers[13], numbers[14], numbers[15]) : null,
            ReplayEsn = (shape & 2) != 0
                ? new ReplayEsnState(numbers[11], numbers[12], numbers[13], numbers[14], numbers[15], [.. bitmap])
                : null,
        });

    public static Gen<SecurityPolicy> Policy { get; } =
        from selector in Selector
        from limits in Limits
        from numbers in Gen.UInt.Array[4]
        from mark in Optional(Mark)
        from templates in Template.Array[0, 6]
        select new SecurityPolicy
        {
            Selector = selector,
            Direction = (PolicyDirection)(numbers[0] % 3),
            Action = (PolicyAction)(numbers[1] % 2),
            Priority = numbers[2],
            Index = numbers[3],
            Flags = (byte)numbers[0],
            Share = (byte)numbers[1],
            Limits = limits,
            Mark = mark,
            InterfaceId = numbers[2],
            PolicyType = (byte)(numbers[3] % 2),
            Templates = [.. templates],
        };

    public static Gen<InterfaceAddress> InterfaceAddress { get; } = Gen.Bool.SelectMany(isV6 =>
        from prefix in Prefix(isV6)
        from peer in Optional(Address(isV6))
        from numbers in Gen.UInt.Array[5]
        select new InterfaceAddress
        {
            InterfaceIndex = (int)numbers[0],
            Prefix = prefix,
            Peer = peer == prefix.Address ? null : peer,
            Broadcast = peer,
            Label = $"eth{numbers[1] % 9}",
            Scope = (byte)numbers[1],
            Flags = numbers[2],
            PreferredSeconds = numbers[3],
            ValidSeconds = numbers[4],
            RouteMetric = numbers[1],
        });

    public static Gen<RouteEntry> Route { get; } = Gen.Bool.SelectMany(isV6 =>
        from destination in Prefix(isV6)
        from gateway in Optional(Gen.OneOf(V4, V6))
        from source in Optional(Address(isV6))
        from numbers in Gen.UInt.Array[6]
        select new RouteEntry
        {
            Destination = destination.Length == 0 ? new InetPrefix(isV6 ? InetAddress.AnyV6 : default, 0) : destination,
            Table = numbers[0] % 512,
            Protocol = (byte)numbers[1],
            Scope = (byte)numbers[2],
            Type = (byte)numbers[3],
            TypeOfService = (byte)numbers[4],
            Flags = numbers[5],
            Gateway = gateway,
            InterfaceIndex = (int)numbers[1],
            PreferredSource = source,
            Metric = numbers[2],
            NextHopId = numbers[3],
            Mtu = numbers[4],
        });

    public static Gen<Link> Link { get; } =
        from name in Gen.Char['a', 'z'].Array[1, 15]
        from numbers in Gen.UInt.Array[8]
        from hardware in Gen.Byte.Array[1, 16]
        from isSet in Gen.Bool
        select new Link
        {
            Index = 0,
            Name = new string(name),
            Flags = isSet ? LinkFlags.Up : LinkFlags.None,
            Mtu = numbers[0],
            TransmitQueueLength = numbers[1],
            Address = HardwareAddress.FromBytes(hardware),
            LowerIndex = (int)numbers[2],
            MasterIndex = (int)numbers[3],
            Kind = "macvlan",
            MacvlanMode = (MacvlanMode)numbers[4],
            Alias = new string(name),
            Group = numbers[5],
            LinkMode = (byte)(numbers[6] % 2),
            OperState = (OperState)(numbers[6] % 7),
            HasCarrier = isSet,
            IsProtoDown = isSet,
            ProtoDownReasons = numbers[7],
        };

    /// <summary>Datagrams that look like netlink: right headers, or right up to a few changed bytes.</summary>
    public static Gen<byte[]> Damaged(Gen<byte[]> whole) =>
        from bytes in whole
        from places in Gen.Int[0, Math.Max(bytes.Length - 1, 0)].Array[1, 8]
        from values in Gen.Byte.Array[8]
        select Damage(bytes, places, values);

    private static Gen<PolicyTemplate> Template => Gen.Bool.SelectMany(isV6 =>
        from source in Address(isV6)
        from destination in Address(isV6)
        from numbers in Gen.UInt.Array[2]
        from isOptional in Gen.Bool
        select new PolicyTemplate(
            source, destination, (byte)numbers[0], (XfrmMode)(numbers[1] % 6), numbers[0], numbers[1], isOptional, 3));

    private static Gen<LifetimeLimits> Limits =>
        Gen.ULong.Array[8].Select(n => new LifetimeLimits(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7]));

    private static Gen<LifetimeCounters> Counters =>
        Gen.ULong.Array[4].Select(n => new LifetimeCounters(n[0], n[1], n[2], n[3]));

    private static Gen<XfrmMark> Mark => Gen.UInt.Select(Gen.UInt, (value, mask) => new XfrmMark(value, mask));

    private static Gen<string> Name => Gen.Char['a', 'z'].Array[1, 63].Select(letters => new string(letters));

    private static Gen<KeyMaterial> Key => Gen.Byte.Array[0, 80].Select(bytes => new KeyMaterial(bytes));

    private static Gen<InetAddress> Address(bool isV6) => isV6 ? V6 : V4;

    private static Gen<InetPrefix> Prefix(bool isV6) =>
        Address(isV6).Select(Gen.Byte, (address, length) => new InetPrefix(address, (byte)(length % (address.MaxPrefixLength + 1))));

    private static Gen<T?> Optional<T>(Gen<T> gen)
        where T : struct => Gen.Bool.SelectMany(isThere => gen.Select(value => isThere ? value : (T?)null));

    private static byte[] Damage(byte[] bytes, int[] places, byte[] values)
    {
        var damaged = bytes.ToArray();
        for (var index = 0; index < places.Length && damaged.Length > 0; index++)
        {
            damaged[places[index]] = values[index];
        }

        return damaged;
    }
}

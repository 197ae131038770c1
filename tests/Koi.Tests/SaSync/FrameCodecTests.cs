using CsCheck;
using Koi.Netlink.Xfrm;
using Koi.SaSync;
using Koi.SaSync.Node;
using Koi.SaSync.Wire;
using Koi.Tests.Netlink;
using Koi.Tests.Netlink.Xfrm;

namespace Koi.Tests.SaSync;

public sealed class FrameCodecTests
{
    private const ulong Now = 1_700_000_000;

    private static Gen<SyncFrame> Frame { get; } = Gen.Select(Gen.Int[0, 15], Gens.Sa, Gens.Policy, Gen.ULong, Gen.UInt, Gen.Bool, FrameOf);

    [Fact]
    public void A_frame_is_read_as_it_was_written() => Gen.Select(Frame, Gen.ULong).Sample((frame, sequence) =>
    {
        var bytes = Write(frame, sequence);
        Assert.True(FrameCodec.TryReadLength(bytes, out var length));
        Assert.Equal(bytes.Length, length);

        var read = FrameCodec.Read(bytes, Now, out var number);

        Assert.NotNull(read);
        Assert.Equal(sequence, number);
        Assert.Equal(frame.GetType(), read.GetType());
        Assert.Equal(Convert.ToHexString(bytes), Convert.ToHexString(Write(read, sequence)));
    });

    [Fact]
    public void Ages_are_told_and_not_times()
    {
        var sa = Normal.Shape(Samples.Tunnel with { Replay = default(ReplayState) })!;
        var frame = new SyncFrame.SaPut([new OfferedSa(1, sa, new SaNumbers(7, 8, [9], 10, 11, Now - 5), Now - 100)]);
        var writer = new ByteWriter();
        FrameCodec.Write(writer, frame, 1, Now);

        var read = Assert.IsType<SyncFrame.SaPut>(FrameCodec.Read(writer.Bytes, Now + 3600, out _)).Sas[0];

        Assert.Equal(Now + 3500, read.AddTime);
        Assert.Equal(Now + 3595, read.Numbers.UseTime);
        Assert.Equal((7UL, 8UL, 9U), (read.Numbers.Out, read.Numbers.In, read.Numbers.Bitmap[0]));
    }

    [Fact]
    public void No_bytes_throw() => Gen.OneOf(Gen.Byte.Array[0, 200], Gens.Damaged(Frame.Select(frame => Write(frame, 1)))).Sample(bytes =>
    {
        if (FrameCodec.Read(bytes, Now, out _) is { } frame)
        {
            Write(frame, 1);
        }
    });

    [Fact]
    public void A_header_of_too_much_or_of_no_kind_is_none()
    {
        Assert.False(FrameCodec.TryReadLength([0xf1, 0xff, 3, 0, 1, 0, 0, 0], out _));
        Assert.False(FrameCodec.TryReadLength([0xff, 0xff, 0xff, 0xff, 1, 0, 0, 0], out _));
        Assert.False(FrameCodec.TryReadLength([0, 0, 0, 0, 0, 0, 0, 0], out _));
        Assert.False(FrameCodec.TryReadLength([0, 0, 0, 0, 17, 0, 0, 0], out _));
        Assert.True(FrameCodec.TryReadLength([0xf0, 0xff, 3, 0, 16, 0, 0, 0], out var length));
        Assert.Equal(FrameCodec.GreatestLength, length);
    }

    /// <summary>Whatever somebody says who knows the key: no exception, and only a master's word reaches the kernel.</summary>
    [Fact]
    public void No_frame_of_a_peer_throws_and_a_slaves_never_reach_the_kernel() => Gen.Select(Frame.Array[1, 20], Gen.Bool, Gen.Bool).Sample((frames, isMaster, isHere) =>
    {
        var time = new SyncTime(0, Now);
        var configuration = new SyncConfiguration { Peers = [new SyncPeer("b", 500, [])] };
        var node = new SyncNode(configuration, [], static () => 1, time);
        node.SetRole(isHere ? SyncRole.Master : SyncRole.Slave, time);
        node.OnKernelRead([], [], time);
        node.OnLinkUp(1, 0, isOutgoing: true, time);
        node.Done();
        node.OnFrame(1, new SyncFrame.Hello(1, 2, isMaster ? SyncRole.Master : SyncRole.Slave, 5, "a", ["a"]), 1, time);
        ulong sequence = 1;
        foreach (var frame in frames.Where(frame => frame is not SyncFrame.State))
        {
            node.OnFrame(1, frame, ++sequence, time);
        }

        Assert.True(
            (isMaster && !isHere)
            || !node.Effects.Any(effect => effect is SyncEffect.PutSa or SyncEffect.UpdateSa or SyncEffect.DeleteSa
                or SyncEffect.WriteNumbers or SyncEffect.PutPolicy or SyncEffect.DeletePolicy));
    });

    private static byte[] Write(SyncFrame frame, ulong sequence)
    {
        var writer = new ByteWriter();
        FrameCodec.Write(writer, frame, sequence, Now);
        return [.. writer.Bytes];
    }

    private static SyncFrame FrameOf(int kind, SecurityAssociation sa, SecurityPolicy policy, ulong number, uint small, bool flag)
    {
        var numbers = SaNumbers.Of(sa) with { UseTime = number % Now };
        SyncFrame? put = Normal.Shape(sa) is { } shape ? new SyncFrame.SaPut([new OfferedSa(small, shape, numbers, number % Now)]) : null;
        return kind switch
        {
            0 => new SyncFrame.Hello((ushort)small, number, (SyncRole)(small % 3), number, "gw", ["a", "b"]),
            1 => new SyncFrame.State((SyncRole)(small % 3), number),
            2 => new SyncFrame.SnapshotBegin(number, small, small),
            3 => new SyncFrame.SnapshotEnd(number),
            4 or 5 when put is not null => put,
            6 => new SyncFrame.SaDelete([SaKey.Of(sa)]),
            7 => new SyncFrame.PolicyPut([policy with { Index = 0, Selector = policy.Selector with { InterfaceIndex = 0, User = 0 } }]),
            8 => new SyncFrame.PolicyDelete([policy.Id]),
            9 => new SyncFrame.Flush(flag, (byte)small),
            10 => new SyncFrame.Counters([new CounterRecord(small, numbers)]),
            11 => new SyncFrame.Final([new LastNumber(SaKey.Of(sa), number)]),
            12 => new SyncFrame.Ack(number),
            13 => new SyncFrame.Resync("because"),
            14 => new SyncFrame.Ping(number, flag ? new TableDigest(number, small, small) : null),
            15 => new SyncFrame.Error((ushort)small, "no"),
            _ => new SyncFrame.Pong(number),
        };
    }
}

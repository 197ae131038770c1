using Koi.Carp;
using Koi.Interfaces.Carp;
using Koi.Netlink;
using Koi.Netlink.Linux;

namespace Koi.Tests.Carp;

public sealed class HotPathTests
{
    [Fact]
    public void Sending_receiving_and_ticking_allocate_nothing()
    {
        using var authenticator = new Authenticator("secret", 1, Vector.List("192.0.2.1 2001:db8::1 fe80::1"));
        var statistics = new CarpStatistics();
        var settings = Machines.Settings;
        var master = Machines.Master();
        Turn(1);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (ulong cookie = 0; cookie < 100; cookie++)
        {
            Turn(cookie / 2);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Turn(ulong cookie)
        {
            Span<byte> payload = stackalloc byte[Advertisement.Length];
            Span<byte> digest = stackalloc byte[Advertisement.DigestLength];
            Span<byte> frame = stackalloc byte[Frames.MaxLength];
            authenticator.Sign(cookie, digest);
            new Advertisement(1, 1, 0, 0, cookie).Write(payload, digest);
            var length = Frames.WriteAdvertisementV4(frame, VirtualAddress.Of(1), Frames.GroupLinkV4, InetAddress.AnyV4, Frames.GroupV4, 1, payload);
            Frames.WriteAdvertisementV6(frame[..], VirtualAddress.Of(1), InetAddress.AnyV6, payload);
            Frames.WriteAdvertisementV4(frame, VirtualAddress.Of(1), Frames.GroupLinkV4, InetAddress.AnyV4, Frames.GroupV4, 1, payload);
            statistics.CountSent(isV6: false);

            Assert.True(RawPacket.TryReadV4(frame[14..length], out var packet));
            payload = frame.Slice(14 + packet.Offset, packet.Length);
            var verdict = Advertisement.Read(payload, packet.HopLimit, out var heard) | Advertisement.CheckVersion(payload);
            Assert.True(authenticator.Verify(heard.Counter, Advertisement.DigestOf(payload)));
            statistics.Count(verdict);

            var step = Machines.Hear(master, heard with { AdvSkew = 9 }, settings);
            step = Machines.Step(step.Next, CarpEventKind.Tick, settings, step.Next.Next);
            step = Machines.Hear(step.Next, heard, settings);
            step = Machines.Step(step.Next, CarpEventKind.Tick, settings, step.Next.Next);
            step = Machines.Step(step.Next, CarpEventKind.Claimed, settings);
            master = step.Next;
        }
    }
}

using Koi.Carp;
using Koi.Interfaces.Carp;
using Koi.Netlink;
using Koi.Netlink.Linux;

namespace Koi.Fuzz;

/// <summary>What comes from the network: a hop limit and an advertisement, or an IPv4 packet. All have a verdict, and no machine stumbles.</summary>
internal static class CarpTarget
{
    private const long Now = 10_000_000;

    private static readonly CarpSettings Settings = new() { Vhid = 1, AdvSkew = 100, Preempts = true, HasV4 = true, HasV6 = true };

    public static void Read(byte[] input)
    {
        if (input.Length > 0)
        {
            Receive(input.AsSpan(1), input[0], isV6: true);
        }

        if (RawPacket.TryReadV4(input, out var packet))
        {
            Receive(input.AsSpan(packet.Offset, packet.Length), packet.HopLimit, isV6: false);
        }
    }

    /// <summary>Writes an advertisement and a bow-out, each bare and as a packet.</summary>
    public static void WriteSeeds(string folder)
    {
        Directory.CreateDirectory(folder);
        var advertisement = new Advertisement(1, 1, 50, 0, 0x0102030405060708);
        Write(folder, "advertisement", advertisement);
        Write(folder, "bow-out", advertisement.AsBowOut());
    }

    private static void Receive(ReadOnlySpan<byte> payload, byte hopLimit, bool isV6)
    {
        if (Advertisement.Read(payload, hopLimit, out var heard) != PacketVerdict.Accepted)
        {
            return;
        }

        Advertisement.CheckVersion(payload);
        using (var authenticator = MakeAuthenticator())
        {
            authenticator.Verify(heard.Counter, Advertisement.DigestOf(payload));
        }

        var happened = new CarpEvent { Kind = CarpEventKind.Heard, Advertisement = heard, IsV6 = isV6 };
        var backup = CarpMachine.Step(new(), CarpEvent.Of(CarpEventKind.Up), Settings, Now);
        var master = CarpMachine.Step(new(), CarpEvent.Of(CarpEventKind.Resume), Settings, Now);
        Check(CarpMachine.Step(backup.Next, happened, Settings, Now).Next.State == CarpState.Backup, "a packet made a master");
        Check(CarpMachine.Step(master.Next, happened, Settings, Now).Next.State != CarpState.Init, "a packet stopped a master");
    }

    private static Authenticator MakeAuthenticator() => new("secret", 1, [InetAddress.FromV4(0xc0000201)]);

    private static void Write(string folder, string name, in Advertisement advertisement)
    {
        Span<byte> digest = stackalloc byte[Advertisement.DigestLength];
        Span<byte> payload = stackalloc byte[Advertisement.Length];
        Span<byte> frame = stackalloc byte[Frames.MaxLength];
        using (var authenticator = MakeAuthenticator())
        {
            authenticator.Sign(advertisement.Counter, digest);
        }

        advertisement.Write(payload, digest);
        var length = Frames.WriteAdvertisementV4(
            frame, VirtualAddress.Of(1), Frames.GroupLinkV4, InetAddress.FromV4(0xc0000202), Frames.GroupV4, 1, payload);
        File.WriteAllBytes(Path.Combine(folder, name), [Advertisement.HopLimit, .. payload]);
        File.WriteAllBytes(Path.Combine(folder, name + ".packet"), frame[14..length].ToArray());
    }

    private static void Check(bool holds, string message)
    {
        if (!holds)
        {
            throw new InvalidOperationException(message);
        }
    }
}

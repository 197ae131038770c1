using Koi.Language;
using Koi.Netlink;
using Koi.Netlink.Xfrm;
using Koi.SaSync;
using Koi.SaSync.Language;
using Koi.SaSync.Node;
using Koi.SaSync.Wire;

namespace Koi.Fuzz;

/// <summary>sasyncd: its file, and what a peer says.</summary>
internal static class SyncTarget
{
    /// <summary>Files: nothing throws, every message has a place, and every file has a meaning or an error.</summary>
    public static void Parse(string text)
    {
        var source = new SourceText("fuzz", text);
        var parsed = ConfigurationParser.Parse(source);
        DiagnosticPrinter.PrintWithCarets("fuzz", parsed.Diagnostics, parsed.Redact);
        Check(parsed.Configuration is null == parsed.Diagnostics.Any(d => d.Severity == Severity.Error), "neither a configuration nor an error");
        Check(parsed.Diagnostics.All(d => d.Span is not { } span || (span.Start >= 0 && span.End <= text.Length)), "a message is about a place outside the text");
        Check(parsed.Redact(source).Length == text.Length, "the covered text has another length");
        if (parsed.Configuration is { } configuration)
        {
            ConfigurationPrinter.Print(configuration);
        }
    }

    /// <summary>Frames of a master, one after another, to a slave: nothing throws.</summary>
    public static void Hear(byte[] bytes)
    {
        var time = new SyncTime(0, 1_700_000_000);
        var node = new SyncNode(new SyncConfiguration { Peers = [new SyncPeer("b", 500, [])] }, [], static () => 1, time);
        node.SetRole(SyncRole.Slave, time);
        node.OnKernelRead([], [], time);
        node.OnLinkUp(1, 0, isOutgoing: true, time);
        node.OnFrame(1, new SyncFrame.Hello(FrameCodec.Version, 2, SyncRole.Master, 5, "a", ["a"]), 1, time);
        ulong sequence = 1;
        for (ReadOnlySpan<byte> rest = bytes; rest.Length >= FrameCodec.HeaderLength && FrameCodec.TryReadLength(rest, out var length) && length <= rest.Length; rest = rest[length..])
        {
            if (FrameCodec.Read(rest[..length], time.Seconds, out _) is { } frame)
            {
                node.OnFrame(1, frame, ++sequence, time);
            }
        }
    }

    public static void WriteSeeds(string folder)
    {
        var sa = new SecurityAssociation
        {
            Id = new SaId(InetAddress.FromV4(1), 0x1000, XfrmProtocol.Esp),
            Source = InetAddress.FromV4(2),
            Mode = XfrmMode.Tunnel,
            Selector = Selector.AnyOf(default),
            Aead = new AeadAlgorithm("rfc4106(gcm(aes))", new KeyMaterial(new byte[20]), 128),
            Replay = default(ReplayState),
        };
        var numbers = new SaNumbers(1, 2, [3], 4, 5, 0);
        var policy = new SecurityPolicy { Selector = sa.Selector, Direction = PolicyDirection.Out, Templates = [new(sa.Source, sa.Id.Destination, 50, XfrmMode.Tunnel)] };
        var writer = new ByteWriter();
        SyncFrame[] frames =
        [
            new SyncFrame.SnapshotBegin(5, 1, 1), new SyncFrame.PolicyPut([policy]), new SyncFrame.SaPut([new OfferedSa(1, sa, numbers, 9)]),
            new SyncFrame.SnapshotEnd(5), new SyncFrame.Counters([new CounterRecord(1, numbers)]), new SyncFrame.SaDelete([SaKey.Of(sa)]),
            new SyncFrame.PolicyDelete([policy.Id]), new SyncFrame.Flush(false, 0), new SyncFrame.Ping(1, new TableDigest(1, 2, 3)),
        ];
        foreach (var frame in frames)
        {
            FrameCodec.Write(writer, frame, 1, 1_700_000_000);
        }

        File.WriteAllBytes(Path.Combine(folder, "frames"), writer.Bytes);
    }

    private static void Check(bool holds, string message)
    {
        if (!holds)
        {
            throw new InvalidOperationException(message);
        }
    }
}

using System.Collections.Immutable;
using System.Globalization;
using Koi.Language;
using Koi.SaSync.Node;

namespace Koi.SaSync.Language;

/// <summary>Reads sasyncd.conf(5).</summary>
/// <remarks>
/// OpenBSD usr.sbin/sasyncd/conf.y. Departures: addresses, names and keys may begin with a digit; of its words only those that begin a
/// setting cannot be names; what is out of range is an error and no default; <c>port</c> and <c>fingerprint</c> of a peer, <c>control strongswan</c>, <c>leap</c> and <c>counters</c> are Koi's, in places
/// where OpenBSD's grammar has no word.
/// </remarks>
public sealed partial class ConfigurationParser
{
    private const int MostErrors = 20;

    /// <summary>What is skipped after an error is shown in messages only if it cannot be a key.</summary>
    private const int ShortestSecret = 16;

    /// <summary>OpenBSD's come first; no name is one of these.</summary>
    private static readonly string[] Settings =
        ["interface", "group", "flushmode", "listen", "mode", "peer", "sharedkey", "control", "leap", "counters"];

    private const int NewSettings = 2;

    private readonly WordReader words;
    private readonly DiagnosticList diagnostics = new(MostErrors);
    private readonly ImmutableArray<SourceSpan>.Builder secrets = ImmutableArray.CreateBuilder<SourceSpan>();
    private readonly ImmutableArray<ListenPlace>.Builder places = ImmutableArray.CreateBuilder<ListenPlace>();
    private readonly ImmutableArray<SyncPeer>.Builder peers = ImmutableArray.CreateBuilder<SyncPeer>();
    private readonly List<(SyncPeer Peer, bool HasPort)> writtenPeers = [];
    private readonly Dictionary<string, SourceSpan> seen = new(StringComparer.Ordinal);
    private SyncConfiguration result = new();

    private ConfigurationParser(SourceText source) => words = new(source);

    /// <summary>Reads a whole configuration.</summary>
    public static ParsedSyncConfiguration Parse(SourceText source)
    {
        var parser = new ConfigurationParser(source);
        while (!parser.words.IsAtEnd && !parser.diagnostics.IsFull)
        {
            if (!parser.ReadSetting())
            {
                parser.Recover();
            }
        }

        parser.Finish();
        return new(
            parser.diagnostics.ErrorCount == 0 ? parser.result : null, [.. parser.diagnostics.Items], parser.secrets.DrainToImmutable());
    }

    private bool ReadSetting()
    {
        var word = words.Next;
        switch (words.TextOf(word))
        {
            case "interface":
                return TakeSetting("interface") && TryName("an interface", out var name) && Set(result with { Interface = name });
            case "group":
                return TakeSetting("group") && TryName("a group", out var group) && Set(result with { Group = group });
            case "flushmode":
                return TakeSetting("flushmode") && ReadFlushMode();
            case "listen":
                words.Take();
                return ReadListen();
            case "mode":
                words.Take();
                return ReadMode();
            case "peer":
                words.Take();
                return ReadPeer();
            case "sharedkey":
                return TakeSetting("sharedkey") && ReadKey();
            case "control":
                return TakeSetting("control") && ReadControl();
            case "leap":
                return TakeSetting("leap") && ReadLeap();
            case "counters":
                return TakeSetting("counters") && ReadCounters();
            default:
                return SyntaxError("a setting");
        }
    }

    private bool ReadFlushMode()
    {
        FlushMode? mode = words.Try("startup") ? FlushMode.Startup
            : words.Try("never") ? FlushMode.Never
            : words.Try("sync") ? FlushMode.Sync
            : null;
        return mode is { } known ? Set(result with { FlushMode = known }) : SyntaxError("startup, never or sync");
    }

    private bool ReadListen()
    {
        if (!words.Try("on"))
        {
            return SyntaxError("on");
        }

        if (!TryName("an address or an interface", out var where))
        {
            return false;
        }

        var family = words.Try("inet") ? SyncFamily.Inet : words.Try("inet6") ? SyncFamily.Inet6 : SyncFamily.Any;
        if (!TryPort(out var port))
        {
            return false;
        }

        places.Add(new(where, family, port ?? SyncConfiguration.DefaultPort));
        return true;
    }

    private bool ReadMode()
    {
        if (words.Try("skipslave"))
        {
            return Set(result with { SkipsSlave = true });
        }

        SyncMode? mode = words.Try("master") ? SyncMode.Master : words.Try("slave") ? SyncMode.Slave : null;
        if (mode is not { } known)
        {
            return SyntaxError("master, slave or skipslave");
        }

        NoteSetting("mode", words.Last);
        return Set(result with { Mode = known });
    }

    private bool ReadPeer()
    {
        var place = words.Next;
        if (!TryName("an address or a host name", out var host) || !TryPort(out var port))
        {
            return false;
        }

        ImmutableArray<byte> fingerprint = [];
        if (words.Try("fingerprint") && !TryFingerprint(out fingerprint))
        {
            return false;
        }

        if (writtenPeers.Exists(one => string.Equals(one.Peer.Host, host, StringComparison.OrdinalIgnoreCase)))
        {
            Warn(place, $"peer {host} is named twice, and counts once");
            return true;
        }

        writtenPeers.Add((new(host, port ?? SyncConfiguration.DefaultPort, fingerprint), port is not null));
        return true;
    }

    private bool ReadControl()
    {
        if (words.At("iked"))
        {
            return Error(words.Take(), "there is no iked on Linux; strongswan is told with \"control strongswan\"");
        }

        IkeControl? control = words.Try("isakmpd") ? IkeControl.Isakmpd
            : words.Try("strongswan") ? IkeControl.StrongSwan
            : words.Try("all") ? IkeControl.All
            : words.Try("none") ? IkeControl.None
            : null;
        return control is { } known ? Set(result with { Control = known }) : SyntaxError("isakmpd, strongswan, all or none");
    }

    private bool ReadLeap() =>
        TryNumber("a number of packets", 0, SyncConfiguration.GreatestLeap, out var leap) && Set(result with { Leap = leap });

    private bool ReadCounters()
    {
        if (!words.Try("interval"))
        {
            return SyntaxError("interval");
        }

        if (!TryNumber("a number of milliseconds", 100, 60_000, out var milliseconds))
        {
            return false;
        }

        result = result with { CounterInterval = TimeSpan.FromMilliseconds(milliseconds) };
        return !words.Try("packets")
            || (TryNumber("a number of packets", 1, SyncConfiguration.GreatestLeap, out var packets) && Set(result with { CounterPackets = packets }));
    }

    private void Finish()
    {
        // OpenBSD connects to the port that it listens at; so does a peer without a port of its own.
        var port = places.Count > 0 ? places[0].Port : SyncConfiguration.DefaultPort;
        peers.AddRange(writtenPeers.Select(one => one.HasPort ? one.Peer : one.Peer with { Port = port }));
        result = result with { Listen = places.DrainToImmutable(), Peers = peers.DrainToImmutable() };
        if (diagnostics.ErrorCount > 0)
        {
            return;
        }

        if (result.Key is null && result.Peers.Any(peer => peer.Fingerprint.IsEmpty))
        {
            Tell(Severity.Error, "config: no shared key specified, cannot continue; sasyncd -k prints one");
        }
        else if (result.Interface is null && result.Mode == SyncMode.Follow)
        {
            Tell(Severity.Error, "no interface to follow; name one, or say \"mode master\" or \"mode slave\"");
        }
        else if (result.Key is { IsText: true })
        {
            Warn(seen["sharedkey"], "a key that is written as text can be guessed; sasyncd -k prints a better one");
        }

        if (result is { Interface: not null, Mode: not SyncMode.Follow } && seen.TryGetValue("interface", out var place))
        {
            Warn(place, "with a fixed mode the interface is not looked at");
        }

        // A counter that is not told before the leap is used up makes packets that look like replays.
        if (result.Leap < result.CounterPackets)
        {
            Tell(Severity.Error, string.Create(
                CultureInfo.InvariantCulture, $"leap {result.Leap} is less than the {result.CounterPackets} packets that a counter may be behind"));
        }

        var greatest = SequenceBlocks.GreatestLeap(result.Peers.Length + 1);
        if (result.Leap > greatest)
        {
            Tell(Severity.Error, string.Create(
                CultureInfo.InvariantCulture, $"leap {result.Leap} is too much for {result.Peers.Length + 1} gateways, which can have {greatest}"));
        }
    }

    private void Tell(Severity severity, string message) => diagnostics.Add(Diagnostic.WithoutPlace(severity, message));
}

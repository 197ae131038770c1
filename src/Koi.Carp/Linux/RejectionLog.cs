using System.Globalization;
using Koi.Netlink;
using Microsoft.Extensions.Logging;

namespace Koi.Carp.Linux;

/// <summary>Tells of packets that were not accepted: the first at once, then how many there were since.</summary>
internal sealed partial class RejectionLog(ILogger log)
{
    /// <summary>At most so often.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly long[] counts = new long[Enum.GetValues<PacketVerdict>().Length];
    private InetAddress source;
    private bool isQuiet;       // the first was told less than a pause ago

    /// <summary>Whether <see cref="Tell"/> is to be called after a pause.</summary>
    public bool Awaits => isQuiet;

    /// <summary>Counts a packet.</summary>
    public void Add(PacketVerdict verdict, InetAddress from)
    {
        counts[(int)verdict]++;
        source = from;
        if (!isQuiet)
        {
            Write();
        }

        isQuiet = true;
    }

    /// <summary>A pause is over.</summary>
    public void Tell()
    {
        isQuiet = Array.Exists(counts, count => count > 0);
        Write();
    }

    private void Write()
    {
        for (var verdict = 0; verdict < counts.Length; verdict++)
        {
            if (counts[verdict] > 0)
            {
                var many = counts[verdict] == 1 ? "a packet" : string.Create(CultureInfo.InvariantCulture, $"{counts[verdict]} packets");
                LogRejection(many, Describe((PacketVerdict)verdict), $"{source}");
                counts[verdict] = 0;
            }
        }
    }

    private static string Describe(PacketVerdict verdict) => verdict switch
    {
        PacketVerdict.BadInterface => "its interface is not running",
        PacketVerdict.BadTtl => "wrong TTL",
        PacketVerdict.HeaderDrop => "shorter than a header",
        PacketVerdict.BadChecksum => "bad checksum",
        PacketVerdict.BadVersion => "bad version",
        PacketVerdict.BadLength => "too short; VRRP has the same protocol number",
        PacketVerdict.BadAuthentication => "incorrect hash: the passphrase or the addresses differ",
        PacketVerdict.BadVhid => "unknown vhid",
        PacketVerdict.BadAddresses => "bad address list",
        PacketVerdict.OwnCookie => "replay or network loop detected",
        PacketVerdict.Accepted => "",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    [LoggerMessage(LogLevel.Warning, "carp: dropped {Count}: {Why} (last from {Source})")]
    private partial void LogRejection(string count, string why, string source);
}

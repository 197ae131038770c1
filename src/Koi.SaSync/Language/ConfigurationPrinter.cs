using System.Globalization;
using System.Text;

namespace Koi.SaSync.Language;

/// <summary>What <c>sasyncd -nv</c> prints: the file as it was understood, one setting a line, in the language of the file; no key.</summary>
public static class ConfigurationPrinter
{
    /// <summary>The lines.</summary>
    /// <param name="configuration">What to print.</param>
    public static string Print(SyncConfiguration configuration)
    {
        var output = new StringBuilder();
        if (configuration.Interface is { } followed)
        {
            output.Append("interface ").Append(followed).Append('\n');
        }

        output.Append("group ").Append(configuration.Group).Append('\n');
        output.Append("flushmode ").Append(Text(configuration.FlushMode)).Append('\n');
        foreach (var place in configuration.Listen)
        {
            output.Append(CultureInfo.InvariantCulture, $"listen on {place.Where}{Text(place.Family)} port {place.Port}\n");
        }

        output.Append(configuration.Mode switch { SyncMode.Master => "mode master\n", SyncMode.Slave => "mode slave\n", SyncMode.Follow or _ => "" });
        output.Append(configuration.SkipsSlave ? "mode skipslave\n" : "");
        foreach (var peer in configuration.Peers)
        {
            var fingerprint = peer.Fingerprint.IsEmpty ? "" : $" fingerprint SHA256:{Convert.ToHexString([.. peer.Fingerprint])}";
            output.Append(CultureInfo.InvariantCulture, $"peer {peer.Host} port {peer.Port}{fingerprint}\n");
        }

        if (configuration.Key is { } key)
        {
            output.Append(CultureInfo.InvariantCulture, $"# sharedkey: {key}\n");
        }

        output.Append("control ").Append(Text(configuration.Control)).Append('\n');
        output.Append(CultureInfo.InvariantCulture, $"leap {configuration.Leap}\n");
        output.Append(CultureInfo.InvariantCulture, $"counters interval {configuration.CounterInterval.TotalMilliseconds:0} packets {configuration.CounterPackets}\n");
        return output.ToString();
    }

    private static string Text(FlushMode mode) => mode switch
    {
        FlushMode.Startup => "startup",
        FlushMode.Never => "never",
        FlushMode.Sync => "sync",
        _ => throw new ArgumentOutOfRangeException(nameof(mode)),
    };

    private static string Text(SyncFamily family) => family switch
    {
        SyncFamily.Any => "",
        SyncFamily.Inet => " inet",
        SyncFamily.Inet6 => " inet6",
        _ => throw new ArgumentOutOfRangeException(nameof(family)),
    };

    private static string Text(IkeControl control) => control switch
    {
        IkeControl.None => "none",
        IkeControl.Isakmpd => "isakmpd",
        IkeControl.StrongSwan => "strongswan",
        IkeControl.All => "all",
        _ => throw new ArgumentOutOfRangeException(nameof(control)),
    };
}

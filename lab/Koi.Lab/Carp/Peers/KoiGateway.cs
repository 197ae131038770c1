using System.Globalization;

namespace Koi.Lab.Carp.Peers;

/// <summary>Koi: a link made by ifconfig, kept by koid.</summary>
public sealed class KoiGateway : FailoverGateway
{
    private const string Link = "carp0";
    private const string PasswordFile = "/etc/koi-lab/password", SettingsFile = "/etc/koi-lab/sysctl.conf";
    private const string Settings = "net.inet.carp.allow=1\n";

    private readonly int advbase;
    private readonly int advskew;
    private readonly string? syncPeer;

    internal KoiGateway(Site site, Pace pace, int advbase, int advskew, string? syncPeer = null)
        : base(site, pace)
    {
        (this.advbase, this.advskew, this.syncPeer) = (advbase, advskew, syncPeer);
        site.Host.WriteFile(PasswordFile, $"{UcarpGateway.Password}\n");
        site.Host.WriteFile(SettingsFile, Settings);
    }

    /// <inheritdoc/>
    public override void Reload() => Signal(Lab.Signal.Hangup);

    /// <summary>Makes it run the program's file anew, in the same process.</summary>
    public void Upgrade() => Signal(Lab.Signal.User2);

    /// <summary>Gives its carp interface more words of ifconfig(8).</summary>
    public void Configure(params ReadOnlySpan<string> words) => Ifconfig([Link, .. words]);

    /// <inheritdoc/>
    public override void ReloadInvalid()
    {
        Site.Host.WriteFile(SettingsFile, "net.inet.carp.allow=maybe\nnonsense\n");
        Reload();
        Thread.Sleep(300);
        Site.Host.WriteFile(SettingsFile, Settings);
    }

    /// <inheritdoc/>
    public override void Demote(bool isDemoted) => Ifconfig("-g", "carp", isDemoted ? "carpdemote" : "-carpdemote", "50");

    /// <summary>Makes the link at the first start: it outlives koid.</summary>
    private protected override RunningProgram Launch()
    {
        if (!Directory.Exists($"{Site.Host.Root}/sys/class/net/{Link}"))
        {
            Ifconfig(
                Link, "vhid", Number(Segment.Vhid), "carpdev", Segment.Card, "pass", PasswordFile,
                "advbase", Number(advbase), "advskew", Number(advskew), "inet", Segment.Virtual);
            if (syncPeer is not null)
            {
                Ifconfig(Link, "syncpeer", syncPeer);
            }
        }

        return Site.Host.Start(Checkout.Koi, "koid", "-d", "-f", SettingsFile);
    }

    private void Ifconfig(params ReadOnlySpan<string> arguments) =>
        Site.Host.Run(Checkout.Koi, ["ifconfig", .. arguments]).Check();

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}

namespace Koi.Lab.Carp.Peers;

/// <summary>Debian's ucarp. It has one IPv4 address, no configuration file, and leaves the address to two scripts.</summary>
/// <remarks>ucarp(8).</remarks>
public sealed class UcarpGateway : FailoverGateway
{
    /// <summary>The word that all share.</summary>
    public const string Password = "secret";

    private const string Up = "/etc/koi-lab/up", Down = "/etc/koi-lab/down";

    private readonly int ratio;
    private readonly int skew;

    internal UcarpGateway(Site site, Pace pace, int ratio, int skew)
        : base(site, pace)
    {
        (this.ratio, this.skew) = (ratio, skew);
        WriteScript(Up, "add");
        WriteScript(Down, "del");
    }

    /// <summary>It has no virtual one.</summary>
    public override string OwnerHardware => Site.Host.HardwareAddress(Segment.Card);

    /// <inheritdoc/>
    public override bool CanReload => false;

    /// <inheritdoc/>
    public override void Reload()
    {
    }

    /// <inheritdoc/>
    public override void ReloadInvalid()
    {
    }

    /// <summary>SIGUSR2 makes a master a backup, once.</summary>
    public override void Demote(bool isDemoted)
    {
        if (isDemoted)
        {
            Signal(Lab.Signal.User2);
        }
    }

    private protected override RunningProgram Launch() => Site.Host.Start(
        "ucarp", $"--interface={Segment.Card}", $"--srcip={Site.Address}", $"--vhid={Segment.Vhid}", $"--pass={Password}",
        $"--addr={Segment.Virtual}", "--advbase=1", $"--advskew={skew}", $"--deadratio={ratio}", "--shutdown",
        $"--upscript={Up}", $"--downscript={Down}");

    private void WriteScript(string path, string verb) => Site.Host.WriteFile(
        path, $"#!/bin/sh\nexec ip address {verb} {Segment.Virtual}/32 dev {Segment.Card}\n",
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
}

using System.Globalization;

namespace Koi.Lab.Carp.Peers;

/// <summary>keepalived with VRRP version 3 and a virtual Ethernet address.</summary>
/// <remarks>keepalived.conf(5).</remarks>
public sealed class KeepalivedGateway : FailoverGateway
{
    private const string Configuration = "/etc/koi-lab/keepalived.conf";

    private readonly int priority;

    internal KeepalivedGateway(Site site, Pace pace, int priority)
        : base(site, pace)
    {
        this.priority = priority;
        Write(priority);
    }

    /// <inheritdoc/>
    public override void Reload() => Signal(Lab.Signal.Hangup);

    /// <inheritdoc/>
    public override void ReloadInvalid()
    {
        Site.Host.WriteFile(Configuration, "vrrp_instance gateway {\n interface nonesuch9\n virtual_router_id 999\n");
        Reload();
        Thread.Sleep(300);
        Write(priority);
    }

    /// <inheritdoc/>
    public override void Demote(bool isDemoted)
    {
        Write(isDemoted ? priority - 120 : priority);
        Reload();
    }

    private protected override RunningProgram Launch() => Site.Host.Start(
        "keepalived", "--dont-fork", "--log-console", "--vrrp", "--use-file", Configuration);

    private void Write(int value) => Site.Host.WriteFile(Configuration, string.Create(CultureInfo.InvariantCulture, $$"""
        global_defs {
            vrrp_version 3
        }
        vrrp_instance gateway {
            state BACKUP
            interface {{Segment.Card}}
            use_vmac vrrp.7
            virtual_router_id {{Segment.Vhid}}
            priority {{value}}
            advert_int {{Pace.Interval.TotalSeconds}}
            virtual_ipaddress {
                {{Segment.Virtual}}/32
            }
            virtual_ipaddress_excluded {
                {{Segment.VirtualV6}}/128
            }
        }

        """));
}

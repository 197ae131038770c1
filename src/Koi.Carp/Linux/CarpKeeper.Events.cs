using System.Text;
using Koi.Netlink;
using Koi.Netlink.Linux;
using Koi.Netlink.Route;

namespace Koi.Carp.Linux;

/// <content>What the kernel tells, and what others ask.</content>
public sealed partial class CarpKeeper
{
    private void HearLinks()
    {
        var receipt = linkEvents.Receive(TimeSpan.Zero, HearLink);
        needsReading |= receipt == EventReceipt.Overrun;
    }

    private void HearLink(NetlinkMessage message)
    {
        switch (RouteEvent.Read(message))
        {
            case RouteEvent.LinkChanged { Link: var link }:
                // The event may be older than what was done since: a link that was set down just now must not seem to be up.
                Changed(IsOfConcern(link.Index) ? routes.FindLink(link.Index) ?? link : link);
                break;

            case RouteEvent.LinkRemoved { Link: var link }:
                needsReading |= IsOfConcern(link.Index);
                break;

            case RouteEvent.AddressChanged { Address: var address }:
                AddressesChanged(address.InterfaceIndex);
                break;

            case RouteEvent.AddressRemoved { Address: var address }:
                AddressesChanged(address.InterfaceIndex);
                break;

            default:
                break;
        }
    }

    private void Changed(Link link)
    {
        if (parents.TryGetValue(link.Index, out var parent))
        {
            needsReading |= IsRenamed(parent.Link, link) || parent.Link.MasterIndex != link.MasterIndex;
            parent.Link = link;
            foreach (var host in hosts)
            {
                if (host.Parent == parent)
                {
                    Refresh(host);
                }
            }
        }
        else if (Find(link.Index) is { } host)
        {
            var wasUp = host.Link.IsUp;
            if (IsRenamed(host.Link, link))
            {
                Tell(demotions.Adjust(host.Name, 0, "detach"));
                needsReading = true;
            }

            host.Link = link;
            ChangedHost(host, wasUp);
        }
        else
        {
            needsReading |= IsCarp(link);
        }
    }

    /// <summary>Who sets it up gets its local routes back from the kernel; a master whose parent came back is dormant until told otherwise.</summary>
    private void ChangedHost(VirtualHost host, bool wasUp)
    {
        if (host.Link.IsUp && !wasUp && host.Machine.State == CarpState.Init)
        {
            recipe.ToBackup(host);
        }

        Refresh(host);
        if (host.Machine.State == CarpState.Master && host.Link.OperState == OperState.Dormant)
        {
            recipe.ShowUp(host);
        }
    }

    private void AddressesChanged(int index)
    {
        if (parents.TryGetValue(index, out var parent))
        {
            ReadSources(parent);
        }
    }

    private bool IsOfConcern(int index) => parents.ContainsKey(index) || Find(index) is not null;

    private static bool IsRenamed(Link before, Link after) => !string.Equals(before.Name, after.Name, StringComparison.Ordinal);

    private VirtualHost? Find(int index) => Array.Find(hosts, host => host.Index == index);

    private void HearTables()
    {
        if (demotions.TakeIn())
        {
            TellDemotions();
        }

        if (gate.IsTouched)
        {
            LogGate();
            needsReading = true;
        }
    }

    private string Reread()
    {
        needsReading = false;
        missesFiles = true;
        Read();
        missesFiles = false;
        var refusals = hosts.Where(host => host.Refusal.Length > 0).Select(host => $"{host.Name}: {host.Refusal}");
        return gateRefusal.Length > 0 ? gateRefusal : string.Join('\n', refusals) is { Length: > 0 } text ? text : "ok";
    }

    /// <summary>Answers a request, of ifconfig(8) and netstat(1).</summary>
    private string Answer(string request)
    {
        var words = request.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (words)
        {
            case ["reload"]:
                return Reread();

            case ["down", var name] when FindHost(name) is { } host:
                Handle(host, CarpEvent.Of(CarpEventKind.Down));
                recipe.SetDown(host);
                host.Link = routes.FindLink(host.Index) ?? host.Link;
                return "ok";

            case ["state", var name, var state] when FindHost(name) is { } host && StateOf(state) is { } wanted:
                Handle(host, new CarpEvent { Kind = CarpEventKind.Ordered, State = wanted });
                Refresh(host);
                return "ok";

            case ["statistics"]:
                return statistics.Print();

            case ["statistics", "json"]:
                return statistics.PrintJson();

            case ["status"]:
                return Status();

            case ["down" or "state", var name, ..]:
                return FindHost(name) is null ? $"{name}: no such carp interface" : $"{request}: not understood";

            default:
                return $"{request}: not understood";
        }
    }

    private VirtualHost? FindHost(string name) => Array.Find(hosts, host => string.Equals(host.Name, name, StringComparison.Ordinal));

    private static CarpState? StateOf(string word) => word switch
    {
        "init" => CarpState.Init,
        "backup" => CarpState.Backup,
        "master" => CarpState.Master,
        _ => null,
    };

    private string Status()
    {
        var text = new StringBuilder();
        foreach (var host in hosts)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture,
                $"{host.Name} {Word(host.Machine.State)} demote {host.Machine.Demote} {host.Reason}\n");
        }

        return text.ToString();
    }
}

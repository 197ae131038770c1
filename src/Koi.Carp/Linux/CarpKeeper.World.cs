using System.Security.Cryptography;
using Koi.Interfaces.Carp;
using Koi.Interfaces.Linux;
using Koi.Netlink.Route;
using Microsoft.Extensions.Logging;

namespace Koi.Carp.Linux;

/// <content>Which carp interfaces there are, and what becomes of their links.</content>
public sealed partial class CarpKeeper
{
    /// <summary>
    /// What stands of an earlier keeper's leases is renewed before anything else: who can be renewed was master and is, for time left is
    /// no proof. Nobody advertises before every demotion is known.
    /// </summary>
    private void Start()
    {
        missesFiles = true;
        ReadLinks();
        missesFiles = false;
        var masters = hosts.Where(host => host.Declaration is not null && TryRenew(host)).ToHashSet();
        Fit();
        TellDemotions();
        foreach (var host in hosts)
        {
            if (masters.Contains(host) && host.CanRun)
            {
                recipe.ToMaster(host);
                Handle(host, CarpEvent.Of(CarpEventKind.Resume));
            }
            else if (host.Declaration is not null)
            {
                gate.Close(host);
                recipe.ToBackup(host);
            }
        }

        Refresh();
        LogReady(hosts.Length);
    }

    /// <summary>Reads declarations and links again, and brings everything in line.</summary>
    private void Read()
    {
        ReadLinks();
        Fit();
        Refresh();
        TellDemotions();
    }

    private void Reload()
    {
        if (options.ReadVariables() is { } read)
        {
            settings = read;
            LogReload();
            foreach (var host in hosts.Where(host => host.Declaration is not null))
            {
                host.Declare(host.Declaration!, SettingsOf(host.Declaration!, host.Cookie));
                Handle(host, CarpEvent.Of(CarpEventKind.Changed));
            }
        }

        needsReading = true;
    }

    private void ReadLinks()
    {
        var links = routes.DumpLinks();
        var found = links.Where(IsCarp).ToDictionary(link => link.Index);
        foreach (var host in hosts.Where(host => !found.ContainsKey(host.Index)))
        {
            Forget(host);
        }

        foreach (var index in CarpFolder.List().Where(index => !links.Exists(link => link.Index == index)))
        {
            CarpFolder.Delete(index);
        }

        parents.Clear();
        foreach (var index in found.Values.Select(link => link.LowerIndex!.Value).Distinct())
        {
            if (links.Find(link => link.Index == index) is { } link)
            {
                parents[index] = new ParentLink { Link = link, LocalTable = LocalTable(link, links) };
                ReadSources(parents[index]);
            }
        }

        var known = hosts.ToDictionary(host => host.Index);
        hosts = [.. found.Values.Where(link => parents.ContainsKey(link.LowerIndex!.Value))
            .OrderBy(link => link.Index)
            .Select(link => known.GetValueOrDefault(link.Index) ?? Found(link))];
        foreach (var host in hosts)
        {
            host.Link = found[host.Index];
            host.Parent = parents[host.Link.LowerIndex!.Value];
            ReadDeclaration(host);
        }
    }

    private VirtualHost Found(Link link) => new(link, parents[link.LowerIndex!.Value])
    {
        Cookie = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))),
        IsPrepared = link.LinkMode != 0,
    };

    /// <summary>A file that cannot be trusted leaves what was before.</summary>
    private void ReadDeclaration(VirtualHost host)
    {
        var declaration = CarpFolder.Read(host.Index);
        if (declaration is null && host.Declaration is null && missesFiles)
        {
            host.Refusal = "there is no declaration of it that can be trusted; give it to ifconfig(8) again";
            LogRefusal(host.Name, host.Refusal);
        }

        if (declaration is null)
        {
            return;
        }

        if (declaration.Equals(host.Declaration))
        {
            host.Refusal = "";
            return;
        }

        var wanted = SettingsOf(declaration, host.Cookie);
        host.Refusal = declaration.Addresses.IsEmpty ? "" : wanted.Refusal(Gate.Tick) ?? "";
        if (host.Refusal.Length > 0)
        {
            LogRefusal(host.Name, host.Refusal);
            return;
        }

        var before = host.Declaration;
        host.Declare(declaration, wanted);
        host.Renewal = null;
        if (before is null)
        {
            return;
        }

        var gone = before.UsesParentAddress == declaration.UsesParentAddress
            ? before.Addresses.Except(declaration.Addresses)
            : before.Addresses;
        recipe.Remove(host, gone, before.UsesParentAddress);
        if (host.IsPrepared && host.Machine.State == CarpState.Master)
        {
            recipe.ToMaster(host);
        }
        else if (host.IsPrepared)
        {
            recipe.Prepare(host);
            recipe.ToBackup(host);
        }
    }

    private CarpSettings SettingsOf(CarpDeclaration declaration, ulong cookie) => new()
    {
        Cookie = cookie,
        Vhid = declaration.Vhid,
        AdvBase = declaration.AdvBase,
        AdvSkew = declaration.AdvSkew,
        Preempts = settings.Preempt,
        Release = options.Release,
        HasV4 = declaration.Addresses.Any(address => !address.IsV6),
        HasV6 = declaration.Peer is null && declaration.Addresses.Any(address => address.IsV6),
    };

    /// <summary>The gate is closed before a link is set up for the first time.</summary>
    private void Fit()
    {
        var declared = hosts.Where(host => host.Declaration is not null).ToArray();
        variables.FitParents(
            declared.Select(host => host.Parent.Link).DistinctBy(link => link.Index).ToDictionary(link => link.Index, link => link.Name),
            index => routes.FindLink(index)?.Name);

        var wasTouched = gate.IsTouched;
        var refusal = gate.Fit(declared);
        gateRefusal = refusal ?? "";
        listeners.Fit(declared);
        demotions.Follow(declared.Select(host => host.Name));
        demotions.Read();
        if (refusal is not null)
        {
            // Refuse rather than weaken: what has no gate takes no part.
            LogGateRefusal(refusal);
            return;
        }

        if (wasTouched)
        {
            Reopen();
        }

        foreach (var host in declared.Where(host => !host.IsPrepared))
        {
            Variables.SetCarp(host.Name, host.Parent.Link.Name);
            recipe.Prepare(host);
            recipe.SetUp(host);
            host.IsPrepared = recipe.Refusal.Length == 0;
            if (!host.IsPrepared)
            {
                LogRefusal(host.Name, recipe.Refusal);
            }

            host.Link = routes.FindLink(host.Index) ?? host.Link;
        }

        foreach (var host in declared.Where(host => !host.HasRenewal))
        {
            Renew(host);
        }
    }

    /// <summary>Another name, address list or interval: a master's lease is for the new ones from now on.</summary>
    private void Renew(VirtualHost host)
    {
        var isMaster = host.Machine.State == CarpState.Master;
        var name = host.RenewalNames.Own is { Length: > 0 } before ? before : host.Name;
        gate.MakeRenewal(host);
        if (isMaster && !gate.TryExtend(host, name))
        {
            Handle(host, CarpEvent.Of(CarpEventKind.LeaseLost));
            return;
        }

        Handle(host, CarpEvent.Of(CarpEventKind.Changed));
        if (isMaster)
        {
            speaker.Announce(host, Now);
        }
    }

    private void Refresh()
    {
        foreach (var host in hosts)
        {
            Refresh(host);
        }
    }

    private void Refresh(VirtualHost host)
    {
        var couldRun = host.Machine.State != CarpState.Init;
        if (couldRun != host.CanRun)
        {
            Handle(host, CarpEvent.Of(
                host.CanRun ? CarpEventKind.Up : host.Parent.IsRunning ? CarpEventKind.Down : CarpEventKind.ParentDown));
        }

        if (host.Declaration is not null)
        {
            Demote(host, "carpdev");
        }
    }

    private void Forget(VirtualHost host)
    {
        Tell(demotions.Adjust(host.Name, 0, "detach"));
        host.Dispose();
    }

    private void ReadSources(ParentLink parent)
    {
        var addresses = routes.DumpAddresses(parent.Link.Index);
        parent.SourceV4 = addresses.Find(one => !one.Prefix.Address.IsV6)?.Prefix.Address;
        parent.SourceV6 = addresses
            .Where(one => one.Prefix.Address.IsV6 && (one.Flags & (InterfaceAddress.Tentative | InterfaceAddress.DadFailed)) == 0)
            .OrderByDescending(one => one.Prefix.Address.IsLinkLocal)
            .FirstOrDefault()?.Prefix.Address;
    }

    private static bool IsCarp(Link link) =>
        link.Kind is "macvlan" && link.LowerIndex is not null && link.LowerNamespace is null
        && CarpAlias.Of(link) is not null;

    private static uint LocalTable(Link parent, List<Link> links) =>
        links.Find(link => link.Index == parent.MasterIndex)?.VrfTable ?? RouteEntry.LocalTable;

    [LoggerMessage(LogLevel.Information, "carp: keeping {Count} interfaces")]
    private partial void LogReady(int count);

    [LoggerMessage(LogLevel.Critical, "carp: {Reason}; carp interfaces stay in INIT")]
    private partial void LogGateRefusal(string reason);

    [LoggerMessage(LogLevel.Warning, "carp: somebody changed table netdev koi_carp; it is made again")]
    private partial void LogGate();

    [LoggerMessage(LogLevel.Information, "carp: reading all again")]
    private partial void LogReload();
}

using System.Collections.Immutable;
using System.Security.Cryptography;
using Koi.Interfaces;
using Koi.Interfaces.Carp;
using Koi.Interfaces.Ifconfig;
using Koi.Interfaces.Linux;
using Koi.Netlink;
using Koi.Netlink.Linux;
using Koi.Netlink.Route;

namespace Koi;

/// <summary>ifconfig(8): shows and changes interfaces in OpenBSD's words.</summary>
internal sealed partial class IfconfigApplet : IDisposable
{
    private const string Name = "ifconfig";

    private const string Usage = """
        usage: ifconfig [-AaCj] [interface] [address_family] [address [dest_address]]
                        [parameters]
               ifconfig [-j] -g group [[-]carpdemote [number]]

        """;

    // KOI_TRACE=netlink prints a line for each message that is sent or received.
    private static readonly Action<string>? Trace = Environment.GetEnvironmentVariable("KOI_TRACE") is "netlink"
        ? static line => Output.WriteError($"{line}\n")
        : null;

    private readonly RouteSocket socket = RouteSocket.Open(Trace);
    private readonly Output output = new();

    private IfconfigApplet()
    {
    }

    /// <summary>Runs the tool; it may be called any number of times in one process.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="arePrivate">Whether they come from a file and not from a command line, which everybody can read in /proc.</param>
    /// <returns>0, or 1 for any failure.</returns>
    public static int Run(string[] arguments, bool arePrivate = false)
    {
        var command = IfconfigCommand.Parse(arguments, out var error);
        if (command is IfconfigCommand.Change change && !arePrivate)
        {
            command = WithSecrets(change, out error);
        }

        if (command is null)
        {
            Output.WriteError(error.Length > 0 ? $"{Name}: {error}\n" : Usage);
            return 1;
        }

        try
        {
            using var applet = new IfconfigApplet();
            return applet.Run(command) ? 0 : 1;
        }
        catch (LinuxException failure)
        {
            Output.WriteError($"{Name}: netlink: {failure.Message}\n");
            return 1;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        output.Flush();
        socket.Dispose();
    }

    private bool Run(IfconfigCommand command) => command switch
    {
        IfconfigCommand.Show show => Show(show),
        IfconfigCommand.ShowGroup group => ShowGroup(group),
        IfconfigCommand.Demote demote => Demote(demote),
        IfconfigCommand.ListCloners => ListCloners(),
        IfconfigCommand.Change change => Change(change),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private bool Show(IfconfigCommand.Show show)
    {
        var table = InterfaceDump.Fetch(socket);
        var groups = FetchGroups(table);
        var chosen = (show.Name is { } name ? Selection.Find(table, groups, name) : table.InOrder()).ToArray();
        if (show.Name is not null && chosen.Length == 0)
        {
            Output.WriteError($"{show.Name}: no such interface\n");
            return false;
        }

        using var media = MediaProbe.Open();
        var views = chosen.Select(i => CarpAlias.Of(i.Link) is null
            ? new InterfaceView(i, groups.Of(i.Name), media.Fetch(i.Link))
            : new InterfaceView(i, groups.Of(i.Name), Declared: CarpFolder.Read(i.Link.Index)));
        var printer = new InterfacePrinter(table);
        output.Write(show.PrintsJson
            ? new InterfaceJson(table).Print(views, show.ShowsAliases, show.Family)
            : string.Concat(views.Select(v => printer.Print(v, show.ShowsAliases, show.Family))));
        return true;
    }

    private bool ShowGroup(IfconfigCommand.ShowGroup show)
    {
        var table = InterfaceDump.Fetch(socket);
        if (!FetchGroups(table).Groups.TryGetValue(show.Group, out var group))
        {
            return Refuse($"SIOCGIFGATTR: {LinuxException.Describe(NetlinkError.ENOENT)}");
        }

        output.Write(show.PrintsJson ? InterfaceJson.Print(group) : $"{group.Name}: carp demote count {group.CarpDemote}\n");
        return true;
    }

    private bool Demote(IfconfigCommand.Demote demote)
    {
        using var store = GroupStore.Open(Trace);
        try
        {
            var errno = store.Demote(InterfaceDump.Fetch(socket), demote.Group, demote.Amount);
            return errno == 0 || Refuse($"SIOCSIFGATTR: {LinuxException.Describe(errno)}");
        }
        catch (NetlinkException refusal)
        {
            return Refuse($"SIOCSIFGATTR: {refusal.Error}");
        }
    }

    private bool ListCloners()
    {
        output.Write(string.Join(' ', CreationWords.Cloners.Order(StringComparer.Ordinal)) + "\n");
        return true;
    }

    private bool Change(IfconfigCommand.Change change)
    {
        var table = InterfaceDump.Fetch(socket);
        // Only who changes groups has to know them.
        var groups = change.Operations.Any(o => o is Operation.Join or Operation.Leave) ? FetchGroups(table) : NoGroups;
        var plan = Planner.Make(table, groups, change, RandomAddress, FetchDeclarations(table));
        if (plan.Error is { } error)
        {
            Output.WriteError(error.IsBare ? $"{error.Text}\n" : $"{Name}: {error.Text}\n");
            return false;
        }

        foreach (var warning in plan.Warnings)
        {
            Warn(warning);
        }

        using var changer = new InterfaceChanger(socket, () => GroupStore.Open(Trace), Warn);
        return changer.Execute(plan.Requests) is not { } failure || Refuse(failure);
    }

    private static GroupState NoGroups => new(ImmutableSortedDictionary<string, InterfaceGroup>.Empty);

    private static GroupState FetchGroups(InterfaceTable table)
    {
        using var store = GroupStore.Open(Trace);
        return store.Fetch(table);
    }

    /// <summary>What was declared about the carp interfaces there are.</summary>
    private static Dictionary<int, CarpDeclaration> FetchDeclarations(InterfaceTable table)
    {
        var declarations = new Dictionary<int, CarpDeclaration>();
        foreach (var one in table.InOrder().Where(one => CarpAlias.Of(one.Link) is not null))
        {
            if (CarpFolder.Read(one.Link.Index) is { } declaration)
            {
                declarations.Add(one.Link.Index, declaration);
            }
        }

        return declarations;
    }

    private static void Warn(string text) => Output.WriteError($"{Name}: {text}\n");

    private static bool Refuse(string text)
    {
        Output.WriteError($"{Name}: {text}\n");
        return false;
    }

    /// <summary>Of one machine only, and locally administered.</summary>
    private static HardwareAddress RandomAddress()
    {
        Span<byte> bytes = stackalloc byte[6];
        RandomNumberGenerator.Fill(bytes);
        bytes[0] = (byte)((bytes[0] & 0xfc) | 2);
        return HardwareAddress.FromBytes(bytes)!.Value;
    }
}

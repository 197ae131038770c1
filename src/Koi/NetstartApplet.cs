using System.Collections.Immutable;
using Koi.Interfaces.Hostname;
using Koi.Interfaces.Linux;
using Koi.Language;
using Koi.Netlink;
using Koi.Netlink.Linux;

namespace Koi;

/// <summary>netstart(8): reads all files, makes a plan of them, and carries it out.</summary>
internal sealed partial class NetstartApplet : IDisposable
{
    private const string Name = "netstart";

    private readonly NetstartOptions options;
    private readonly RouteSocket socket;
    private readonly Output output = new();
    private readonly HashSet<string> failedFiles = new(StringComparer.Ordinal);
    private bool hasFailed;

    private NetstartApplet(NetstartOptions options)
    {
        this.options = options;
        var isTraced = Environment.GetEnvironmentVariable("KOI_TRACE") is "netlink";
        socket = RouteSocket.Open(isTraced ? static line => Output.WriteError($"{line}\n") : null);
    }

    /// <summary>Runs the tool.</summary>
    /// <returns>0; 1 when anything failed; 2 for wrong usage.</returns>
    public static int Run(string[] arguments)
    {
        if (NetstartOptions.Parse(arguments, out var error) is not { } options)
        {
            Output.WriteError((error.Length > 0 ? $"{Name}: {error}\n" : "") + NetstartOptions.Usage);
            return 2;
        }

        if (!options.PrintsOnly && !Environment.IsPrivilegedProcess)
        {
            Output.WriteError($"{Name}: need root privileges\n");
            return 1;
        }

        try
        {
            using var applet = new NetstartApplet(options);
            return applet.Run() ? 0 : 1;
        }
        catch (LinuxException failure)
        {
            Output.WriteError($"{Name}: netlink: {failure.Message}\n");
            return 1;
        }
    }

    public void Dispose()
    {
        output.Flush();
        socket.Dispose();
    }

    private bool Run()
    {
        if (MakePlan() is not { } plan)
        {
            return false;
        }

        if (options.PrintsOnly)
        {
            Print(plan);
        }
        else
        {
            CarryOut(plan);
        }

        return !hasFailed;
    }

    private bool Exists(string interfaceName) => socket.FindLink(interfaceName) is not null;

    /// <summary>Null when a file that takes part has an error: nothing is done then.</summary>
    private NetstartPlan? MakePlan()
    {
        var existing = HostnameFolder.Interfaces();
        var wanted = options.Interfaces.IsEmpty ? existing : [.. options.Interfaces.Select(name => ChooseName(name, existing))];
        var files = wanted.Select(Read).ToArray();
        var mygate = ReadMygate();
        if (failedFiles.Count > 0)
        {
            Output.WriteError($"{Name}: nothing is started: errors in {string.Join(", ", failedFiles)}\n");
            return null;
        }

        if (options.Interfaces.IsEmpty)
        {
            return NetstartPlan.ForAll(files, mygate, Exists);
        }

        var others = existing.Except(wanted, StringComparer.Ordinal).Select(Peek);
        return NetstartPlan.ForSome(files, others, mygate, Exists);
    }

    /// <summary>The loopback has two names, and a file by either.</summary>
    private static string ChooseName(string name, IReadOnlyList<string> existing) =>
        name is InterfaceFamily.Loopback or InterfaceFamily.OpenBsdLoopback && !existing.Contains(name, StringComparer.Ordinal)
            ? existing.FirstOrDefault(other => other is InterfaceFamily.Loopback or InterfaceFamily.OpenBsdLoopback) ?? name
            : name;

    private HostnameFile Read(string name)
    {
        var file = HostnameFolder.Read(name, options.PrintsOnly ? Insecurity.Report : Insecurity.Repair);
        Output.WriteError(file.Warning is null ? "" : $"{Name}: warning: {file.Warning}\n");
        if (file.Error is not null)
        {
            Refuse(file);
        }

        var parsed = Parse(name, file);
        Report(parsed.Diagnostics);
        if (parsed.ErrorCount > 0)
        {
            failedFiles.Add(file.Path);
        }

        return parsed;
    }

    /// <summary>Reads a file that takes no part, to know which families it configures.</summary>
    private static HostnameFile Peek(string name) => Parse(name, HostnameFolder.Read(name, Insecurity.Report));

    private static HostnameFile Parse(string name, FileText file) =>
        HostnameParser.Parse(new(file.Path, file.Text), InterfaceFamily.LinuxName(name));

    private Mygate ReadMygate()
    {
        if (HostnameFolder.ReadMygate() is not { } file)
        {
            return Mygate.Empty;
        }

        if (file.Error is not null)
        {
            Refuse(file);
        }

        var mygate = Mygate.Parse(new(file.Path, file.Text));
        Report(mygate.Diagnostics);
        if (!mygate.Diagnostics.IsEmpty)
        {
            failedFiles.Add(file.Path);
        }

        return mygate;
    }

    private void Refuse(FileText file)
    {
        Output.WriteError($"{Name}: {file.Path}: {file.Error}\n");
        failedFiles.Add(file.Path);
    }

    private static void Report(ImmutableArray<Diagnostic> diagnostics) =>
        Output.WriteError(DiagnosticPrinter.PrintWithCarets(Name, diagnostics, SecretWords.Redact));
}

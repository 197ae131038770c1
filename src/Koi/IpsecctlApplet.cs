using System.Collections.Immutable;
using Koi.Interfaces;
using Koi.Interfaces.Linux;
using Koi.Ipsec;
using Koi.Ipsec.Grammar;
using Koi.Ipsec.Linux;
using Koi.Language;
using Koi.Netlink;
using Koi.Netlink.Linux;

namespace Koi;

/// <summary>ipsecctl(8): flush, rules, show, monitor, in this order.</summary>
internal sealed partial class IpsecctlApplet
{
    private const string Name = "ipsecctl";

    private readonly IpsecctlOptions options;
    private readonly IpsecEnvironment environment;
    private readonly Output output = new();
    private readonly Lazy<(InterfaceTable Table, GroupState Groups)> machine = new(FetchGroups);

    // KOI_TRACE=netlink prints a line for each message that is sent or received, never a key.
    private readonly Action<string>? trace = Environment.GetEnvironmentVariable("KOI_TRACE") is "netlink"
        ? static line => Output.WriteError($"{line}\n")
        : null;

    private Func<SourceText, string> redact = Secrets.Redact;

    private IpsecctlApplet(IpsecctlOptions options)
    {
        this.options = options;
        // Key files of 4.9 may be open to anybody; Koi's may not.
        environment = Machine.Environment(options.Dialect.IsOpenBsd49 ? Secrecy.None : Secrecy.OwnerOnly, FindGroup);
    }

    /// <summary>Runs the tool.</summary>
    /// <returns>0, or 1 for any failure.</returns>
    public static int Run(string[] arguments)
    {
        if (IpsecctlOptions.Parse(arguments, out var error) is not { } options)
        {
            Output.WriteError((error.Length > 0 ? $"{Name}: {error}\n" : "") + IpsecctlOptions.Usage);
            return 1;
        }

        foreach (var warning in options.Warnings)
        {
            Output.WriteError($"{Name}: {warning}\n");
        }

        Machine.ForbidCoreDumps();
        var applet = new IpsecctlApplet(options);
        try
        {
            return applet.Run() ? 0 : 1;
        }
        catch (LinuxException failure)
        {
            Output.WriteError($"{Name}: netlink: {failure.Message}\n");
            return 1;
        }
        finally
        {
            applet.output.Flush();
        }
    }

    /// <summary>The addresses of a group's members, in the order in which they joined it; default for no such group.</summary>
    private ImmutableArray<InterfaceAddress> FindGroup(string name)
    {
        var (table, groups) = machine.Value;
        var members = name is GroupName.All
            ? table.InOrder()
            : groups.Groups.GetValueOrDefault(name)?.Members.Select(member => table.Find(member.Interface)).OfType<Interface>();
        return members is null ? default :
        [
            .. from member in members
               from address in member.Addresses
               where !address.Prefix.Address.IsLinkLocal
               select new InterfaceAddress(member.Name, address.Prefix.Address),
        ];
    }

    private static (InterfaceTable Table, GroupState Groups) FetchGroups()
    {
        using var socket = RouteSocket.Open();
        using var store = GroupStore.Open();
        var table = InterfaceDump.Fetch(socket);
        return (table, store.Fetch(table));
    }

    private bool Run()
    {
        // A file is read before anything is flushed, so that a bad one costs nothing.
        var isDone = options.File is { } path ? LoadRules(path) : options.Flush == 0 || options.ParsesOnly || Flush();
        if (options.Show is { } modifier)
        {
            Show(modifier);
        }

        if (options.Monitors)
        {
            output.Flush();
            Monitor();
        }

        return isDone;
    }

    private bool LoadRules(string path)
    {
        var source = Read(path);
        if (source is null)
        {
            return RefuseFile();
        }

        var parsed = IpsecParser.Parse(source, options.Dialect, environment, options.Macros);
        redact = parsed.Redact;
        ReportDiagnostics(parsed);
        var isPrinted = PrintRules(parsed);
        if (parsed.IsFatal)
        {
            return false;
        }

        if (parsed.ErrorCount > 0)
        {
            return RefuseFile();
        }

        return isPrinted && (options.ParsesOnly || Commit([.. parsed.Rules]));
    }

    private SourceText? Read(string path)
    {
        var contents = path is "-"
            ? ConfigurationFile.ReadText(Console.OpenStandardInput())
            : ConfigurationFile.ReadText(path, options.Dialect.IsOpenBsd49 ? Secrecy.OwnerOnly : Secrecy.GroupMayRead);
        if (contents.Error is { } error)
        {
            var text = error.StartsWith(path, StringComparison.Ordinal) ? error : $"{path}: {error}";
            Output.WriteError($"{Name}: {text}\n");
            return null;
        }

        return new(path is "-" ? "stdin" : path, contents.Value);
    }

    private static bool RefuseFile()
    {
        Output.WriteError($"{Name}: Syntax error in config file: ipsec rules not loaded\n");
        return false;
    }

    private void ReportDiagnostics(ParsedConfiguration parsed)
    {
        Report(parsed.Diagnostics);
        if (options.Verbosity > 1)
        {
            Output.WriteError(string.Concat(parsed.UnusedMacros.Select(m => $"warning: macro '{m}' not used\n")));
        }
    }

    private void Report(IEnumerable<Diagnostic> diagnostics) => Output.WriteError(options.Dialect.IsOpenBsd49
        ? DiagnosticPrinter.PrintPlain(Name, diagnostics, separator: ": ")
        : DiagnosticPrinter.PrintWithCarets(Name, diagnostics, redact));

    private bool PrintRules(ParsedConfiguration parsed)
    {
        if (options.Verbosity == 0 || options.Show is not null)
        {
            return true;
        }

        var print = new PrintOptions(options.Dialect, options.ShowsKeys, ShowNumbers: options.Verbosity > 1, options.Deletes);
        var (text, failures) = new ConfigurationPrinter(print, environment.Names).Print(parsed.Statements);
        output.Write(text);
        Output.WriteError(string.Concat(failures.Select(f => $"{Name}: {f}\n")));
        return failures.Count == 0 || options.Dialect.IsOpenBsd49;
    }
}

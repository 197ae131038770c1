using System.ComponentModel;
using Koi.Daemon.Linux;
using Koi.Ifstate;
using Koi.Ifstate.Language;
using Koi.Ifstate.Linux;
using Koi.Ifstate.Trace;
using Koi.Ipsec.Linux;
using Koi.Language;
using Koi.Netlink;
using Microsoft.Extensions.Logging;

namespace Koi;

/// <summary>ifstated(8): reads the file, and then runs the daemon, or says what it would do.</summary>
internal sealed class IfstatedApplet
{
    private const string Name = "ifstated";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly IfstatedOptions options;
    private readonly Output output = new();

    private IfstatedApplet(IfstatedOptions options) => this.options = options;

    /// <summary>Runs the tool.</summary>
    /// <returns>0, or 1 for any failure.</returns>
    public static int Run(string[] arguments)
    {
        if (IfstatedOptions.Parse(arguments, out var error, out var isUsage) is not { } options)
        {
            Output.WriteError((error.Length > 0 ? $"{Name}: {error}\n" : "") + (isUsage ? IfstatedOptions.Usage : ""));
            return 1;
        }

        var applet = new IfstatedApplet(options);
        try
        {
            return applet.Run() ? 0 : 1;
        }
        catch (Exception failure) when (failure is LinuxException or IOException or UnauthorizedAccessException or Win32Exception)
        {
            Output.WriteError($"{Name}: {failure.Message}\n");
            return 1;
        }
        finally
        {
            applet.output.Flush();
        }
    }

    private bool Run() =>
        options.AsksStatus ? Ask()
        : options.Trace is { } trace ? Play(trace)
        : options.Graph > 0 ? Draw()
        : options.ParsesOnly ? Check()
        : Serve();

    private bool Ask()
    {
        var request = options.PrintsJson ? IfstatedDaemon.JsonRequest : IfstatedDaemon.TextRequest;
        if (ControlClient.Ask(options.Socket, request, Patience, out var error) is not { } answer)
        {
            Output.WriteError($"{Name}: {options.Socket}: {error}\n");
            return false;
        }

        output.Write(answer);
        return true;
    }

    /// <summary>What a trace names need not be on this machine.</summary>
    private bool Play(string path)
    {
        if (Load(static _ => true) is not { } configuration || Read(path) is not { } source)
        {
            return false;
        }

        var trace = TraceReader.Read(source, configuration);
        Output.WriteError(DiagnosticPrinter.PrintWithCarets(Name, trace.Diagnostics, static text => text.Text));
        if (!trace.Diagnostics.IsEmpty)
        {
            return false;
        }

        foreach (var line in TraceRun.Play(configuration, trace.Events))
        {
            output.Write($"{line}\n");
        }

        return true;
    }

    private bool Draw()
    {
        if (Load(static _ => true) is not { } configuration)
        {
            return false;
        }

        output.Write(options.Graph == 1 ? GraphPrinter.PrintDot(configuration) : GraphPrinter.PrintMermaid(configuration));
        return true;
    }

    private bool Check()
    {
        if (Load(WorldReader.Read(Journal()).HasName, isStrict: true) is not { } configuration)
        {
            return false;
        }

        if (options.Verbosity > 0)
        {
            output.Write(ConfigurationPrinter.Print(configuration));
            output.Flush();
        }

        Output.WriteError("configuration OK\n");
        return true;
    }

    private bool Serve() => IfstatedDaemon.Run(
        new()
        {
            Load = exists => Load(exists),
            Socket = options.Socket,
            IgnoresInitial = options.IgnoresInitial,
            Restarts = options.Restarts,
            User = options.User,
            Trace = Environment.GetEnvironmentVariable("KOI_TRACE") is "netlink" ? static line => Output.WriteError($"{line}\n") : null,
        },
        Journal());

    private Journal Journal() => new(
        options.IsPlain ? "" : Name, options.Verbosity > 0 ? LogLevel.Debug : LogLevel.Information, options.IsPlain);

    /// <summary>Reads the file, and tells what is wrong with it.</summary>
    private Configuration? Load(Func<string, bool> exists, bool isStrict = false)
    {
        if (Read(options.File) is not { } source)
        {
            return null;
        }

        var macros = new MacroTable();
        foreach (var definition in options.Definitions)
        {
            macros.TryDefineFromOption(definition);
        }

        var environment = new IfstateEnvironment { ReadInclude = ReadInclude, Exists = exists, IsStrict = isStrict };
        var parsed = ConfigurationParser.Parse(source, environment, macros, MessageStyle.Detailed);
        Tell(parsed, macros);
        return parsed.Configuration;
    }

    private void Tell(ParsedConfiguration parsed, MacroTable macros)
    {
        if (options.Verbosity > 0)
        {
            foreach (var macro in macros.All)
            {
                output.Write($"{macro.Name} = \"{macro.Value}\"\n");
            }

            output.Flush();
        }

        Output.WriteError(DiagnosticPrinter.PrintWithCarets(Name, parsed.Diagnostics, static text => text.Text));
        if (options.Verbosity > 0)
        {
            Output.WriteError(DiagnosticPrinter.PrintWithCarets(Name, parsed.Remarks, static text => text.Text));
        }

        if (options.Verbosity > 1)
        {
            Output.WriteError(string.Concat(parsed.UnusedMacros.Select(macro => $"warning: macro '{macro.Name}' not used\n")));
        }
    }

    private static SourceText? Read(string path)
    {
        var (text, error) = ReadInclude(path);
        if (error is null)
        {
            return new(path, text);
        }

        Output.WriteError($"{Name}: {path}: {error}\n");
        return null;
    }

    private static (string Text, string? Error) ReadInclude(string path)
    {
        var contents = path is "-" ? ConfigurationFile.ReadText(Console.OpenStandardInput()) : ConfigurationFile.ReadText(path, Secrecy.None);
        return (contents.Value, contents.Error);
    }
}

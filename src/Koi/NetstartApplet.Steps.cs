using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using Koi.Interfaces.Hostname;
using Koi.Interfaces.Linux;
using Koi.Language;
using Koi.Netlink;

namespace Koi;

/// <content>What netstart does, and prints.</content>
internal sealed partial class NetstartApplet
{
    private static readonly TimeSpan LongestDetection = TimeSpan.FromSeconds(10);

    /// <summary>Families whose routers the kernel refused: an interface that comes after the routes may be the one that is missing.</summary>
    private readonly List<ImmutableArray<Gateway>> refused = [];

    private void Print(NetstartPlan plan)
    {
        ReportMissing(plan);
        var dhcp = DhcpProcess.Find()?.Client;
        foreach (var command in PlanPrinter.Print(plan, Exists, dhcp, KernelVariables.IsForwarding))
        {
            output.Write($"{command}\n");
        }
    }

    private void ReportMissing(NetstartPlan plan)
    {
        foreach (var part in plan.Parts.OfType<NetstartPart.Interface>().Where(part => part.Creation is null && !Exists(part.Name)))
        {
            ReportMissing(part.Name);
        }
    }

    private void ReportMissing(string name) => Output.WriteError(options.IsVerbose ? $"{Name}: {name}: no such interface: skipped\n" : "");

    private void CarryOut(NetstartPlan plan)
    {
        foreach (var part in plan.Parts)
        {
            switch (part)
            {
                case NetstartPart.Interface one:
                    Start(one);
                    break;
                case NetstartPart.DefaultRoutes routes:
                    refused.AddRange(routes.Families.Where(family => SetDefaultRoute(family) is not null));
                    break;
                case NetstartPart.AwaitAddresses:
                    DuplicateDetection.Await(LongestDetection);
                    break;
                default:
                    throw new UnreachableException();
            }
        }

        foreach (var failure in refused.Select(SetDefaultRoute).OfType<string>())
        {
            Fail(place: null, failure);
        }
    }

    private void Start(NetstartPart.Interface one)
    {
        if (!Exists(one.Name))
        {
            if (one.Creation is null)
            {
                ReportMissing(one.Name);
                return;
            }

            if (!RunIfconfig(one.Creation))
            {
                return;
            }
        }
        else if (one is { IsCreationRepeated: true, Creation: { } creation } && !RunIfconfig(creation))
        {
            return;
        }

        foreach (var step in one.Steps)
        {
            Run(step);
        }
    }

    private void Run(NetstartStep step)
    {
        switch (step)
        {
            case NetstartStep.Ifconfig ifconfig:
                RunIfconfig(ifconfig);
                break;
            case NetstartStep.Shell shell:
                Announce(shell.Command);
                RunProgram(step, "the command", "/bin/sh", ["-c", shell.Command]);
                break;
            case NetstartStep.Dhcp dhcp:
                StartDhcp(dhcp);
                break;
            case NetstartStep.RouterSolicitation rtsol:
                SetVariables(rtsol);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private bool RunIfconfig(NetstartStep.Ifconfig step)
    {
        Announce(NetstartStep.PrintIfconfig(step.Arguments));
        var status = IfconfigApplet.Run([.. step.Arguments], arePrivate: true);
        if (status != 0)
        {
            Fail(step.Place, $"{step.Arguments[0]}: ifconfig failed");
        }

        return status == 0;
    }

    private void StartDhcp(NetstartStep.Dhcp step)
    {
        if (DhcpProcess.Serves(step.Interface))
        {
            return;
        }

        if (DhcpProcess.Find() is not var (client, path))
        {
            Fail(step.Place, $"no DHCP client is installed: {string.Join(", ", DhcpClient.All.Select(client => client.Name))} would do");
            return;
        }

        RunFolder.Make();
        Announce(client.CommandFor(step.Interface));
        RunProgram(step, client.Name, path, client.Arguments(step.Interface));
    }

    private void SetVariables(NetstartStep.RouterSolicitation step)
    {
        foreach (var variable in step.Variables(KernelVariables.IsForwarding(step.Interface)).Where(v => !KernelVariables.IsSet(v)))
        {
            Announce($"{variable}");
            try
            {
                KernelVariables.Set(variable);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                Fail(step.Place, $"{variable}: {failure.Message}");
            }
        }
    }

    /// <summary>Takes the first router that the kernel accepts.</summary>
    /// <returns>Why it accepts none; null when the route is there.</returns>
    private string? SetDefaultRoute(ImmutableArray<Gateway> family)
    {
        var reason = "";
        foreach (var gateway in family)
        {
            try
            {
                if (!DefaultRouter.IsSet(socket, gateway))
                {
                    Announce($"{gateway}");
                    DefaultRouter.Set(socket, gateway);
                }

                return null;
            }
            catch (LinuxException failure)
            {
                reason = failure.Message;
            }
        }

        return reason;
    }

    private void RunProgram(NetstartStep step, string what, string program, ImmutableArray<string> arguments)
    {
        try
        {
            using var process = Process.Start(program, arguments);
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                Fail(step.Place, $"{what} exited with status {process.ExitCode}");
            }
        }
        catch (Win32Exception failure)
        {
            Fail(step.Place, $"{program}: {failure.Message}");
        }
    }

    /// <summary>Prints a command before it runs, and at once: what it says itself comes after.</summary>
    private void Announce(string command)
    {
        if (options.IsVerbose)
        {
            output.Write($"{command}\n");
            output.Flush();
        }
    }

    private void Fail(SourceSpan? place, string message)
    {
        hasFailed = true;
        var where = place is { } span ? $"{span.Source.Name}:{span.Position.Line}: " : "";
        Output.WriteError($"{Name}: {where}{message}\n");
    }
}

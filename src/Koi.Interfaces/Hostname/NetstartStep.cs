using System.Collections.Immutable;
using System.Text;
using Koi.Language;

namespace Koi.Interfaces.Hostname;

/// <summary>One thing that netstart(8) does for an interface.</summary>
public abstract record NetstartStep
{
    private NetstartStep(SourceSpan? place) => Place = place;

    /// <summary>The line that wants it; null when netstart itself does.</summary>
    public SourceSpan? Place { get; }

    /// <summary>Runs ifconfig(8), whose first argument is the interface's name.</summary>
    public sealed record Ifconfig(ImmutableArray<string> Arguments, SourceSpan? Line) : NetstartStep(Line);

    /// <summary>Runs sh(1).</summary>
    public sealed record Shell(string Command, SourceSpan? Line) : NetstartStep(Line);

    /// <summary>Starts a DHCP client, unless one runs for the interface.</summary>
    public sealed record Dhcp(string Interface, SourceSpan? Line) : NetstartStep(Line);

    /// <summary>Lets the kernel take addresses and routes from router advertisements.</summary>
    public sealed record RouterSolicitation(string Interface, SourceSpan? Line) : NetstartStep(Line)
    {
        /// <summary>The variables of the interface and their values.</summary>
        /// <param name="isForwarding">Routers take advertisements only with 2.</param>
        public ImmutableArray<KernelVariable> Variables(bool isForwarding) =>
            [new(Interface, "accept_ra", isForwarding ? "2" : "1"), new(Interface, "autoconf", "1")];
    }

    /// <summary>The commands as they are printed, one line each.</summary>
    /// <param name="dhcp">The client there is; null when there is none.</param>
    /// <param name="isForwarding">Whether an interface forwards IPv6.</param>
    public IEnumerable<string> Print(DhcpClient? dhcp, Func<string, bool> isForwarding) => this switch
    {
        Ifconfig step => [PrintIfconfig(step.Arguments)],
        Shell step => [step.Command],
        Dhcp step => [(dhcp ?? DhcpClient.All[0]).CommandFor(step.Interface)],
        RouterSolicitation step => step.Variables(isForwarding(step.Interface)).Select(variable => variable.ToString()),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>An ifconfig command for a shell, with its secrets covered.</summary>
    public static string PrintIfconfig(ImmutableArray<string> arguments)
    {
        var text = new StringBuilder("ifconfig");
        for (var i = 0; i < arguments.Length; i++)
        {
            text.Append(' ').Append(i > 0 && SecretWords.IsBeforeSecret(arguments[i - 1]) ? "********" : Quoted(arguments[i]));
        }

        return text.ToString();
    }

    private static string Quoted(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "_./:=,+@%^-".Contains(c, StringComparison.Ordinal))
            ? word
            : $"\"{string.Concat(word.Select(c => c is '"' or '\\' or '$' or '`' ? $"\\{c}" : c.ToString()))}\"";
}

/// <summary>An IPv6 variable of an interface, below /proc/sys/net/ipv6/conf.</summary>
/// <param name="Interface">The interface.</param>
/// <param name="Name">The variable.</param>
/// <param name="Value">What it is to be.</param>
public readonly record struct KernelVariable(string Interface, string Name, string Value)
{
    /// <summary>Where it is.</summary>
    public string Path => $"/proc/sys/net/ipv6/conf/{Interface}/{Name}";

    /// <summary>The command; sysctl(8) wants a slash for the dot of a name.</summary>
    public override string ToString() => $"sysctl -q net.ipv6.conf.{Interface.Replace('.', '/')}.{Name}={Value}";
}

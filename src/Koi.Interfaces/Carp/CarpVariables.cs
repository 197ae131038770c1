using System.Collections.Immutable;
using System.Globalization;
using Koi.Language;

namespace Koi.Interfaces.Carp;

/// <summary>net.inet.carp: what OpenBSD has in the kernel's variables, and Koi in <c>/etc/koi/sysctl.conf</c>, in the same words.</summary>
/// <param name="Preempt">Whether a better backup takes over from a master that works.</param>
/// <param name="Allow">Whether advertisements are heard at all.</param>
/// <param name="Log">0 nothing, 1 packets that are not accepted, 2 changes of state too; up to 7, as in OpenBSD, where more is logged.</param>
/// <remarks>OpenBSD carp(4), sysctl.conf(5).</remarks>
public sealed record CarpVariables(bool Preempt = false, bool Allow = true, byte Log = 2)
{
    private const int MostErrors = 20;
    private const string Prefix = "net.inet.carp.";
    private const byte MostLog = 7;

    /// <summary>Reads the file: <c>net.inet.carp.preempt=1</c>, a line each; a # begins a comment.</summary>
    /// <param name="source">The text.</param>
    /// <param name="diagnostics">What is wrong with it.</param>
    /// <returns>The variables; those of lines with errors as they are by default.</returns>
    public static CarpVariables Parse(SourceText source, out ImmutableArray<Diagnostic> diagnostics)
    {
        var list = new DiagnosticList(MostErrors);
        var variables = new CarpVariables();
        for (var start = 0; start < source.Text.Length && !list.IsFull;)
        {
            var feed = source.Text.IndexOf('\n', start);
            var end = feed < 0 ? source.Text.Length : feed;
            variables = variables.With(new(source, start, end - start), list);
            start = end + 1;
        }

        diagnostics = [.. list.Items];
        return variables;
    }

    private CarpVariables With(SourceSpan line, DiagnosticList diagnostics)
    {
        var text = line.Source.Text.AsSpan(line.Start, line.Length);
        var comment = text.IndexOf('#');
        text = comment < 0 ? text : text[..comment];
        var lead = text.Length - text.TrimStart().Length;
        var words = text.Trim();
        if (words.IsEmpty)
        {
            return this;
        }

        var span = new SourceSpan(line.Source, line.Start + lead, words.Length);
        var equals = words.IndexOf('=');
        if (equals < 0)
        {
            return Wrong("syntax error: NAME=VALUE is expected");
        }

        var name = words[..equals].TrimEnd().ToString();
        var value = words[(equals + 1)..].TrimStart();
        if (!name.StartsWith(Prefix, StringComparison.Ordinal) || name[Prefix.Length..] is not ("preempt" or "allow" or "log"))
        {
            return Wrong($"{name}: koid has no such variable; Linux's own belong to /etc/sysctl.conf");
        }

        var most = name.EndsWith("log", StringComparison.Ordinal) ? MostLog : (byte)1;
        if (!byte.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > most)
        {
            return Wrong($"{name}: 0-{most} is expected");
        }

        return name[Prefix.Length..] switch
        {
            "preempt" => this with { Preempt = number == 1 },
            "allow" => this with { Allow = number == 1 },
            _ => this with { Log = number },
        };

        CarpVariables Wrong(string message)
        {
            diagnostics.Add(new(Severity.Error, message, span, span.Position.Line, []));
            return this;
        }
    }
}

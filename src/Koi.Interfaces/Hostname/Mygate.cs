using System.Collections.Immutable;
using Koi.Language;
using Koi.Netlink;

namespace Koi.Interfaces.Hostname;

/// <summary>A router of mygate(5).</summary>
/// <param name="Address">Its address.</param>
/// <param name="Interface">The interface it is reached by; null when its address tells.</param>
/// <param name="Span">Where it stands.</param>
public readonly record struct Gateway(InetAddress Address, string? Interface, SourceSpan Span)
{
    /// <summary>The command that makes it the default router.</summary>
    public override string ToString() =>
        $"ip {(Address.IsV6 ? "-6 " : "")}route replace default via {Address}{(Interface is null ? "" : $" dev {Interface}")}";
}

/// <summary>The default routers, one a line; of each family the first that the kernel takes is used.</summary>
/// <param name="Gateways">In the order of the file; empty when there are errors.</param>
/// <param name="Diagnostics">What is wrong with it.</param>
public sealed record Mygate(ImmutableArray<Gateway> Gateways, ImmutableArray<Diagnostic> Diagnostics)
{
    private const int MostErrors = 20;

    /// <summary>No router.</summary>
    public static Mygate Empty { get; } = new([], []);

    /// <summary>Reads the file.</summary>
    public static Mygate Parse(SourceText source)
    {
        List<Gateway> gateways = [];
        var diagnostics = new DiagnosticList(MostErrors);
        for (var start = 0; start < source.Text.Length && !diagnostics.IsFull;)
        {
            var feed = source.Text.IndexOf('\n', start);
            var end = feed < 0 ? source.Text.Length : feed;
            ParseLine(new(source, start, end - start), gateways, diagnostics);
            start = end + 1;
        }

        return new(diagnostics.ErrorCount == 0 ? [.. gateways] : [], [.. diagnostics.Items]);
    }

    /// <summary>Blanks around the address and comments after it do not count.</summary>
    private static void ParseLine(SourceSpan line, List<Gateway> gateways, DiagnosticList diagnostics)
    {
        var text = line.Source.Text.AsSpan(line.Start, line.Length);
        var comment = text.IndexOf('#');
        text = comment < 0 ? text : text[..comment];
        var start = line.Start + (text.Length - text.TrimStart().Length);
        var word = text.Trim().ToString();
        if (word.Length == 0)
        {
            return;
        }

        var span = new SourceSpan(line.Source, start, word.Length);
        var percent = word.IndexOf('%', StringComparison.Ordinal);
        var link = percent < 0 ? null : word[(percent + 1)..];
        if (!InetAddress.TryParse(percent < 0 ? word : word[..percent], out var address) || link is "")
        {
            Add($"\"{word}\" is not an address");
        }
        else if (link is null && address is { IsV6: true, IsLinkLocal: true })
        {
            Add($"{word} needs the interface it is on: {word}%eth0");
        }
        else
        {
            gateways.Add(new(address, link, span));
        }

        void Add(string message) => diagnostics.Add(new(Severity.Error, message, span, span.Position.Line, []));
    }
}

using System.Collections.Immutable;
using Koi.Language;

namespace Koi.Interfaces.Hostname;

/// <summary>Reads hostname.if(5).</summary>
/// <remarks>
/// OpenBSD's netstart(8) gives what it cannot read to ifconfig(8), which complains in the middle of the work. Koi asks ifconfig
/// about each line first.
/// </remarks>
public sealed partial class HostnameParser
{
    private const int MostErrors = 20;
    private const string InterfaceVariable = @"\$if";

    private readonly SourceText source;
    private readonly string interfaceName;
    private readonly DiagnosticList diagnostics = new(MostErrors);
    private readonly List<HostnameLine> lines = [];
    private SourceSpan? firstV4;
    private bool isAfterBadAddress;

    private HostnameParser(SourceText source, string interfaceName) =>
        (this.source, this.interfaceName) = (source, interfaceName);

    /// <summary>Reads a file to its end, whatever is wrong with it.</summary>
    /// <param name="source">The text.</param>
    /// <param name="interfaceName">The interface it is for.</param>
    public static HostnameFile Parse(SourceText source, string interfaceName)
    {
        var parser = new HostnameParser(source, interfaceName);
        for (var start = 0; start < source.Text.Length && !parser.diagnostics.IsFull;)
        {
            var feed = source.Text.IndexOf('\n', start);
            var end = feed < 0 ? source.Text.Length : feed;
            parser.ParseLine(start, end);
            start = end + 1;
        }

        parser.CheckCarp();
        var errors = parser.diagnostics.ErrorCount;
        return new(interfaceName, errors == 0 ? [.. parser.lines] : [], [.. parser.diagnostics.Items], errors);
    }

    /// <summary>Without these two no carp interface can be made; the file must be good for a start from nothing.</summary>
    private void CheckCarp()
    {
        if (InterfaceFamily.Of(interfaceName) is not InterfaceFamily.Carp || lines.Count == 0 || diagnostics.ErrorCount > 0)
        {
            return;
        }

        foreach (var word in (string[])["vhid", "carpdev"])
        {
            if (!CarpPart.HasParameter(lines, word))
            {
                Report(lines[0].Span, $"a carp interface needs {word}, on any line");
            }
        }
    }

    private void ParseLine(int start, int end)
    {
        while (start < end && WordSplitter.IsBlank(source.Text[start]))
        {
            start++;
        }

        while (end > start && WordSplitter.IsBlank(source.Text[end - 1]))
        {
            end--;
        }

        if (start == end || source.Text[start] == '#' || !HasOnlyText(start, end))
        {
            return;
        }

        if (source.Text[start] == '!')
        {
            ParseCommand(start, end);
        }
        else if (WordSplitter.Split(source, start, end, Report) is { } words)
        {
            ParseWords(words, new(source, start, end - start));
        }
    }

    /// <summary>A NUL cannot be an argument, and a carriage return is a file of another system's.</summary>
    private bool HasOnlyText(int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            if (char.IsControl(source.Text[i]) && source.Text[i] != '\t')
            {
                Report(new(source, i, 1), "a control character");
                return false;
            }
        }

        return true;
    }

    private void ParseCommand(int start, int end)
    {
        var text = source.Text[(start + 1)..end].Trim();
        var span = new SourceSpan(source, start, end - start);
        if (text.Length == 0)
        {
            Report(span, "there is no command after the exclamation mark");
            return;
        }

        lines.Add(new HostnameLine.Shell(text.Replace(InterfaceVariable, interfaceName, StringComparison.Ordinal), span));
    }

    private void ParseWords(ImmutableArray<HostnameWord> words, SourceSpan span)
    {
        var errors = diagnostics.ErrorCount;
        ParseLine(words, span);
        isAfterBadAddress = words[0].Text is "inet" or "inet6" && diagnostics.ErrorCount > errors;
    }

    private void ParseLine(ImmutableArray<HostnameWord> words, SourceSpan span)
    {
        switch (words[0].Text)
        {
            case "inet":
                ParseInet(words, span);
                break;
            case "inet6":
                ParseInet6(words, span);
                break;
            case "dest":
                ParseDestination(words);
                break;
            case "dhcp":
                ParseOptions(words, span, static (options, span) => new HostnameLine.Dhcp(options, span));
                break;
            case "rtsol":
                ParseOptions(words, span, static (options, span) => new HostnameLine.RouterSolicitation(options, span));
                break;
            default:
                AddChecked(new HostnameLine.Verbatim(words, span), words);
                break;
        }
    }

    /// <summary>Old files have <c>NONE</c> in the places of address, mask and broadcast address.</summary>
    private void ParseOptions(
        ImmutableArray<HostnameWord> words, SourceSpan span, Func<ImmutableArray<HostnameWord>, SourceSpan, HostnameLine> make)
    {
        var options = words.RemoveAt(0).RemoveAll(word => word.Text is "NONE");
        AddChecked(make(options, span), options.Add(new("up", words[0].Span)));
    }

    private bool AddChecked(HostnameLine line, ImmutableArray<HostnameWord> words)
    {
        var isGood = Check(words);
        if (isGood)
        {
            lines.Add(line);
        }

        return isGood;
    }

    private bool Check(ImmutableArray<HostnameWord> words)
    {
        if (IfconfigArguments.Error([interfaceName, .. words.Select(word => word.Text)], out var index) is not { } error)
        {
            return true;
        }

        Report(words[index - 1].Span, error);
        return false;
    }

    private void Report(SourceSpan span, string message) => Add(Severity.Error, span, message);

    private void Add(Severity severity, SourceSpan span, string message) =>
        diagnostics.Add(new(severity, message, span, span.Position.Line, []));
}

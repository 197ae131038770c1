using System.Collections.Immutable;
using System.Globalization;
using Koi.Language;

namespace Koi.Ifstate.Trace;

/// <summary>Reads traces: a line is a time and what happens then; <c>#</c> begins a comment.</summary>
public sealed partial class TraceReader
{
    private readonly SourceText source;
    private readonly HashSet<string> commands;
    private readonly List<Diagnostic> diagnostics = [];
    private readonly ImmutableArray<TraceEvent>.Builder events = ImmutableArray.CreateBuilder<TraceEvent>();

    // Of the line that is read.
    private readonly List<(string Text, SourceSpan Span)> words = [];
    private TimeSpan last;

    private TraceReader(SourceText source, Configuration configuration)
    {
        this.source = source;
        commands = configuration.States.Prepend(configuration.Global).SelectMany(static scope => scope.Tests)
            .OfType<Test.Command>().Select(static test => test.Text).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Reads a trace.</summary>
    /// <param name="source">The whole of it.</param>
    /// <param name="configuration">What it is for: an exit of a command that is no test of it is an error.</param>
    public static ParsedTrace Read(SourceText source, Configuration configuration)
    {
        var reader = new TraceReader(source, configuration);
        var lines = source.PositionOf(source.Text.Length).Line;
        for (var line = 1; line <= lines; line++)
        {
            reader.ReadLine(line);
        }

        return new(reader.diagnostics.Count == 0 ? reader.events.ToImmutable() : [], [.. reader.diagnostics]);
    }

    private void ReadLine(int line)
    {
        if (!Split(line) || words.Count == 0)
        {
            return;
        }

        if (!TryParseTime(words[0].Text, out var time))
        {
            Fail(0, $"\"{words[0].Text}\" is not a time, as 5, 1.5 and 500ms are");
        }
        else if (time < last)
        {
            Fail(0, "this is before the line above");
        }
        else
        {
            last = time;
            if (ReadChange() is { } change)
            {
                events.Add(new(time, change));
            }
        }
    }

    /// <summary>Splits a line at blanks, outside of quotes.</summary>
    private bool Split(int line)
    {
        words.Clear();
        var (at, length) = source.LineBounds(line);
        var end = at + length;
        while (at < end && source.Text[at] != '#')
        {
            if (source.Text[at] is ' ' or '\t' or '\r')
            {
                at++;
                continue;
            }

            var from = at;
            var text = source.Text[at] is '"' or '\'' ? Quoted(ref at, end) : Plain(ref at, end);
            words.Add((text ?? "", new SourceSpan(source, from, at - from)));
            if (text is null)
            {
                Fail(words.Count - 1, "unterminated quote");
                return false;
            }
        }

        return true;
    }

    private string Plain(ref int at, int end)
    {
        var text = source.Text.AsSpan(at, end - at);
        var length = text.IndexOfAny(" \t\r#");
        text = length < 0 ? text : text[..length];
        at += text.Length;
        return text.ToString();
    }

    /// <summary>A string as ifstated.conf(5) has it: a backslash is itself, but for a quotation mark or a blank after it.</summary>
    private string? Quoted(ref int at, int end)
    {
        var quote = source.Text[at];
        var text = new System.Text.StringBuilder();
        for (at++; at < end; at++)
        {
            if (source.Text[at] == quote)
            {
                at++;
                return text.ToString();
            }

            var isEscape = source.Text[at] == '\\' && at + 1 < end && (source.Text[at + 1] == quote || source.Text[at + 1] is ' ' or '\t');
            at += isEscape ? 1 : 0;
            text.Append(source.Text[at]);
        }

        return null;
    }

    private static bool TryParseTime(string word, out TimeSpan time)
    {
        if (Language.IntervalText.HasForm(word))
        {
            return Language.IntervalText.TryParse(word, out time) && time <= Longest;
        }

        var isNumber = decimal.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) &&
            seconds <= (decimal)Longest.TotalSeconds;
        time = isNumber ? TimeSpan.FromMilliseconds((long)(seconds * 1000)) : default;
        return isNumber;
    }

    /// <summary>Ten thousand years, give or take.</summary>
    private static TimeSpan Longest { get; } = TimeSpan.FromDays(3_650_000);

    private TraceChange? Fail(int word, string message)
    {
        var span = words[word].Span;
        diagnostics.Add(new(Severity.Error, message, span, span.Position.Line, []));
        return null;
    }
}

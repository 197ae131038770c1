namespace Koi.Language;

/// <summary>A configuration text and the name it is known by in messages.</summary>
/// <param name="name">A path, or <c>stdin</c>.</param>
/// <param name="text">The whole text; lines end in a line feed.</param>
public sealed class SourceText(string name, string text)
{
    private int[]? lineStarts;

    /// <summary>A path, or <c>stdin</c>.</summary>
    public string Name { get; } = name;

    /// <summary>The whole text.</summary>
    public string Text { get; } = text;

    /// <summary>The place of an offset; the end of the text is a place too.</summary>
    public SourcePosition PositionOf(int offset)
    {
        var starts = lineStarts ??= FindLineStarts(Text);
        var index = Array.BinarySearch(starts, offset);
        var line = index < 0 ? ~index - 1 : index;
        return new(line + 1, offset - starts[line] + 1);
    }

    /// <summary>A line without its line feed.</summary>
    /// <param name="line">1-based; must exist.</param>
    public (int Start, int Length) LineBounds(int line)
    {
        var starts = lineStarts ??= FindLineStarts(Text);
        var start = starts[line - 1];
        var end = line < starts.Length ? starts[line] - 1 : Text.Length;
        return (start, end - start);
    }

    private static int[] FindLineStarts(string text)
    {
        List<int> starts = [0];
        for (var i = text.IndexOf('\n'); i >= 0; i = text.IndexOf('\n', i + 1))
        {
            starts.Add(i + 1);
        }

        return [.. starts];
    }
}

/// <summary>A place in a text.</summary>
/// <param name="Line">1-based.</param>
/// <param name="Column">1-based, in characters.</param>
public readonly record struct SourcePosition(int Line, int Column);

/// <summary>Consecutive characters of a text.</summary>
/// <param name="Source">The text they are in.</param>
/// <param name="Start">Offset of the first character.</param>
/// <param name="Length">May be 0: the place before <paramref name="Start"/>.</param>
public readonly record struct SourceSpan(SourceText Source, int Start, int Length)
{
    /// <summary>The offset after the last character.</summary>
    public int End => Start + Length;

    /// <summary>The place of the first character.</summary>
    public SourcePosition Position => Source.PositionOf(Start);

    /// <summary>From the first character of this span to the last of the other, or this span when the other is in another text or ends earlier.</summary>
    public SourceSpan To(SourceSpan last) =>
        ReferenceEquals(Source, last.Source) && last.End > End ? this with { Length = last.End - Start } : this;
}

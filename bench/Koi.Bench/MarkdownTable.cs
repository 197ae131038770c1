using System.Text;

namespace Koi.Bench;

/// <summary>A table in Markdown, its columns aligned: the first to the left, numbers to the right.</summary>
internal sealed class MarkdownTable(params string[] titles)
{
    private readonly List<string[]> rows = [];

    internal void Add(params string[] cells) => rows.Add(cells);

    public override string ToString()
    {
        var widths = titles.Select((t, i) => rows.Select(r => r[i].Length).Append(t.Length).Max()).ToArray();
        var text = new StringBuilder();
        AppendRow(text, titles, widths);
        text.Append('|');
        for (var i = 0; i < widths.Length; i++)
        {
            text.Append(' ').Append('-', widths[i] - (i == 0 ? 0 : 1)).Append(i == 0 ? " |" : ": |");
        }

        text.Append('\n');
        foreach (var row in rows)
        {
            AppendRow(text, row, widths);
        }

        return text.ToString();
    }

    private static void AppendRow(StringBuilder text, string[] cells, int[] widths)
    {
        text.Append('|');
        for (var i = 0; i < cells.Length; i++)
        {
            text.Append(' ').Append(i == 0 ? cells[i].PadRight(widths[i]) : cells[i].PadLeft(widths[i])).Append(" |");
        }

        text.Append('\n');
    }
}

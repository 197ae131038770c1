using System.Text.RegularExpressions;

namespace Koi.Tests.Manual;

/// <summary>A page of man/, read for what it promises.</summary>
internal sealed partial class ManualPage
{
    private readonly string text;

    private ManualPage(string text) => this.text = text;

    internal static ManualPage Read(string name) =>
        new(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Manual", name)));

    /// <summary>The source of a section, without its heading.</summary>
    internal string Section(string title)
    {
        var heading = $"\n.Sh {title}\n";
        var start = text.IndexOf(heading, StringComparison.Ordinal);
        Assert.True(start >= 0, $"there is no section {title}");
        start += heading.Length;
        var end = text.IndexOf("\n.Sh ", start, StringComparison.Ordinal);
        return text[start..(end < 0 ? text.Length : end)];
    }

    /// <summary>The literal displays of a section, as a reader sees them.</summary>
    internal IEnumerable<string> Displays(string section) =>
        Display().Matches(Section(section)).Select(m => Unescape(m.Groups["text"].Value));

    /// <summary>The letters that the page has an entry for.</summary>
    internal IEnumerable<char> OptionLetters() => OptionEntry().Matches(text).Select(m => m.Groups["letter"].Value[0]);

    private static string Unescape(string display) => display
        .Replace("\\e", "\\", StringComparison.Ordinal)
        .Replace("\\&", "", StringComparison.Ordinal);

    [GeneratedRegex(@"^\.Bd -literal.*\n(?<text>(?:.*\n)*?)\.Ed$", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Display();

    [GeneratedRegex(@"^\.It Fl (?<letter>[A-Za-z])\b", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex OptionEntry();
}

using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Koi.Interfaces.Hostname;
using Koi.Language;

namespace Koi.Tests.Interfaces.Hostname;

/// <summary>What <c>netstart -n</c> makes of some files, without the program: parse, plan, print.</summary>
/// <remarks>
/// The first line of the text is <c># netstart [interface ...]</c>, the second <c># there is: interface ...</c>; each file begins
/// with a line <c>--- NAME</c>.
/// </remarks>
internal static partial class NetstartRun
{
    /// <summary>Errors, or commands; warnings in any case.</summary>
    public static string Of(string text)
    {
        var head = Head().Match(text);
        Assert.True(head.Success, "the first two lines are # netstart ... and # there is: ...");
        var names = Words(head.Groups["names"].Value);
        var there = Words(head.Groups["there"].Value);
        var files = Files(text).ToImmutableSortedDictionary(StringComparer.Ordinal);
        var hostnames = files.Where(file => file.Key.StartsWith("hostname.", StringComparison.Ordinal))
            .ToImmutableSortedDictionary(file => file.Key["hostname.".Length..], file => Parse(file.Key, file.Value), StringComparer.Ordinal);
        var mygate = files.TryGetValue("mygate", out var gates) ? Mygate.Parse(new("mygate", gates)) : Mygate.Empty;

        ImmutableArray<HostnameFile> part = [.. (names.Length == 0 ? hostnames.Keys : names).Select(name => hostnames[name])];
        var messages = DiagnosticPrinter.PrintWithCarets(
            "netstart", part.SelectMany(file => file.Diagnostics).Concat(mygate.Diagnostics), SecretWords.Redact);
        if (part.Any(file => file.ErrorCount > 0) || !mygate.Diagnostics.IsEmpty)
        {
            return messages;
        }

        bool Exists(string name) => there.Contains(name, StringComparer.Ordinal);
        var plan = names.Length == 0
            ? NetstartPlan.ForAll(part, mygate, Exists)
            : NetstartPlan.ForSome(part, hostnames.Values.Except(part), mygate, Exists);
        var commands = PlanPrinter.Print(plan, Exists, DhcpClient.All[0], static name => name is "wan");
        return messages + string.Concat(commands.Select(command => $"{command}\n"));
    }

    /// <summary>Parses the file of an interface.</summary>
    public static HostnameFile Parse(string name, string text) =>
        HostnameParser.Parse(new(name, text), InterfaceFamily.LinuxName(name["hostname.".Length..]));

    private static IEnumerable<KeyValuePair<string, string>> Files(string text) => text.Split("\n--- ").Skip(1)
        .Select(file => file.Split('\n', 2))
        .Select(parts => KeyValuePair.Create(parts[0], parts[1].EndsWith('\n') ? parts[1] : parts[1] + "\n"));

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"\A# netstart(?<names>.*)\n# there is:(?<there>.*)\n", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Head();
}

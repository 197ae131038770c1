using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Koi.Ipsec.Grammar;
using Koi.Ipsec.Rules;

namespace Koi.Tests.Manual;

public sealed partial class ManualCoverageTests
{
    private static readonly ManualPage Language = ManualPage.Read("ipsec.conf.5");

    public static TheoryData<string> Transforms() =>
    [
        .. ((TransformTable[])[TransformTable.Current, TransformTable.OpenBsd49])
            .SelectMany(t => (ImmutableArray<Transform>[])[t.Authentication, t.Encryption, t.Compression, t.Group])
            .SelectMany(t => t)
            .Select(t => t.Name)
            .Distinct(StringComparer.Ordinal),
    ];

    [Fact]
    public void The_grammar_has_every_keyword_and_no_other()
    {
        var keywords = Enum.GetValues<Keyword>().Select(k => Keywords.Text((int)k)).Order(StringComparer.Ordinal);

        var quoted = QuotedWord().Matches(Language.Section("GRAMMAR")).Select(m => m.Groups["word"].Value).Distinct(StringComparer.Ordinal);

        Assert.Equal(keywords, quoted.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Transforms))]
    public void The_tables_have_every_transform(string name) =>
        Assert.Matches($@"(?m)(?<![\w-]){Regex.Escape(name)}(?![\w-])", Language.Section("TRANSFORMS"));

    [Fact]
    public void The_page_of_ipsecctl_has_every_option_and_no_other()
    {
        var letters = IpsecctlOptions.Letters.Where(char.IsAsciiLetter).Order();

        Assert.Equal(letters, ManualPage.Read("ipsecctl.8").OptionLetters().Distinct().Order());
    }

    [GeneratedRegex("\"(?<word>[a-z][a-z0-9]*)\"", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex QuotedWord();
}

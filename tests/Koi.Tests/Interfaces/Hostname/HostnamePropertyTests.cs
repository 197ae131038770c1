using CsCheck;
using Koi.Interfaces.Hostname;
using Koi.Language;

namespace Koi.Tests.Interfaces.Hostname;

public sealed class HostnamePropertyTests
{
    private const int Texts = 3000;

    private static readonly string[] Words =
    [
        "inet", "inet6", "alias", "autoconf", "dest", "dhcp", "rtsol", "up", "group", "ext", "ext0", "NONE", "192.0.2.1", "192.0.2.1/24",
        "255.255.255.0", "0xffffff00", "2001:db8::1", "64", "fe80::1%eth0", "!echo", "\\$if", "\"a b\"", "\"", "'", "#", "\t", "\r", "\0", "é", "-",
        "description", "mtu", "1500", "vnetid", "parent", "eth1", "pass", "s3cret", "999999999999999999999", "/", ":", "%", "/24",
    ];

    private static readonly Gen<string> Lines = Gen.OneOf(
        Gen.Int[0, Words.Length - 1].Select(i => Words[i]).Array[0, 8].Select(words => string.Join(' ', words)),
        Gen.Int[0, Words.Length - 1].Select(i => Words[i]).Array[0, 8].Select(words => string.Concat(words)),
        Gen.String);

    private static readonly Gen<string> Text = Lines.Array[0, 30].Select(lines => string.Join('\n', lines));

    [Fact]
    public void Any_text_is_read_and_what_is_wrong_lies_within_it() => Text.Sample(text =>
    {
        var file = NetstartRun.Parse("hostname.eth0", text);

        Assert.All(file.Diagnostics, AssertPlaced);
        Assert.All(file.Lines, line => AssertWithin(line.Span));
        Assert.InRange(file.Diagnostics.Count(d => d.Severity == Severity.Error), 0, 20);
        Assert.Equal(file.ErrorCount == 0, file.Diagnostics.All(d => d.Severity == Severity.Warning));
        DiagnosticPrinter.PrintWithCarets("netstart", file.Diagnostics, SecretWords.Redact);
    }, iter: Texts);

    [Fact]
    public void What_was_read_has_a_plan_without_line_feeds() => Text.Sample(text =>
    {
        var file = NetstartRun.Parse("hostname.vlan5", text);

        var plan = NetstartPlan.ForAll([file], Mygate.Empty, static _ => false);

        Assert.All(PlanPrinter.Print(plan, static _ => false, dhcp: null, static _ => false), command =>
        {
            Assert.NotEmpty(command);
            Assert.DoesNotContain('\n', command);
        });
    }, iter: Texts);

    [Fact]
    public void Any_mygate_is_read_and_what_is_wrong_lies_within_it() => Text.Sample(text =>
    {
        var mygate = Mygate.Parse(new("mygate", text));

        Assert.All(mygate.Diagnostics, AssertPlaced);
        Assert.All(mygate.Gateways, gateway => AssertWithin(gateway.Span));
    }, iter: Texts);

    [Fact]
    public void A_text_with_its_secrets_covered_has_the_same_length() => Text.Sample(text =>
    {
        var covered = SecretWords.Redact(new("hostname.eth0", text));

        Assert.Equal(text.Length, covered.Length);
        Assert.Equal(text.Count(c => c == '\n'), covered.Count(c => c == '\n'));
    }, iter: Texts);

    private static void AssertPlaced(Diagnostic diagnostic)
    {
        Assert.NotEmpty(diagnostic.Message);
        Assert.NotNull(diagnostic.Span);
        AssertWithin(diagnostic.Span.Value);
    }

    private static void AssertWithin(SourceSpan span)
    {
        Assert.InRange(span.Start, 0, span.Source.Text.Length);
        Assert.InRange(span.End, span.Start, span.Source.Text.Length);
    }
}

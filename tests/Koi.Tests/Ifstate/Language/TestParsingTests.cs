using Koi.Ifstate;
using Koi.Ifstate.Language;
using Koi.Language;
using Koi.Netlink;

namespace Koi.Tests.Ifstate.Language;

public sealed class TestParsingTests
{
    private static readonly Subject Ppp = new(SubjectKind.Plain, "ppp0");

    /// <summary>A sample of every kind of test, as it is printed, with other ways to write it.</summary>
    public static TheoryData<string, Test, string[]> Samples => new()
    {
        { "ppp0.link.up", new Test.Link(Ppp, LinkTest.Up), ["\"ppp0\".link.up", "ppp0 . link . up", "(ppp0.link.up)", "'ppp0' .link. up"] },
        { "ppp0.link.down", new Test.Link(Ppp, LinkTest.Down), [] },
        { "ppp0.link.unknown", new Test.Link(Ppp, LinkTest.Unknown), [] },
        { "eth0.100.link.up", new Test.Link(new(SubjectKind.Plain, "eth0.100"), LinkTest.Up), ["\"eth0.100\".link.up", "eth0.\"100\".link.up"] },
        { "\"eth0.up\".link.up", new Test.Link(new(SubjectKind.Plain, "eth0.up"), LinkTest.Up), ["eth0.up.link.up"] },
        { "eth0.group.link.up", new Test.Link(new(SubjectKind.Plain, "eth0.group"), LinkTest.Up), [] },
        { "after.link.up", new Test.Link(new(SubjectKind.Plain, "after"), LinkTest.Up), ["'after'.link.up"] },
        { "any:ext.link.up", new Test.Link(new(SubjectKind.Any, "ext"), LinkTest.Up), ["group:ext.link.up", "'any:ext'.link.up"] },
        { "all:ext.link.down", new Test.Link(new(SubjectKind.All, "ext"), LinkTest.Down), [] },
        { "any:.link.down", new Test.Link(new(SubjectKind.Plain, "any:"), LinkTest.Down), [] },
        { "ppp0.inet.up", new Test.HasAddress(Ppp, AddressFamilies.V4, IsWanted: true), [] },
        { "ppp0.inet6.down", new Test.HasAddress(Ppp, AddressFamilies.V6, IsWanted: false), [] },
        { "all:ext.addr.up", new Test.HasAddress(new(SubjectKind.All, "ext"), AddressFamilies.Any, IsWanted: true), [] },
        { "ppp0.addr.changed", new Test.AddressChanged(Ppp, AddressFamilies.Any), [] },
        { "any:ext.inet.changed", new Test.AddressChanged(new(SubjectKind.Any, "ext"), AddressFamilies.V4), ["all:ext.inet.changed"] },
        { "ppp0.inet.\"192.0.2.0/24\"", new Test.AddressWithin(Ppp, AddressFamilies.V4, Prefix("192.0.2.0", 24)), ["ppp0.inet.'192.0.2.77/24'"] },
        { "ppp0.addr.\"192.0.2.7\"", new Test.AddressWithin(Ppp, AddressFamilies.Any, Prefix("192.0.2.7", 32)), ["ppp0.addr.\"192.0.2.7/32\""] },
        { "ppp0.inet6.\"2001:db8::/32\"", new Test.AddressWithin(Ppp, AddressFamilies.V6, Prefix("2001:db8::", 32)), ["ppp0.inet6.\"2001:DB8:0:1::/32\""] },
        { "ppp0.route.inet6", new Test.DefaultRoute(Ppp, AddressFamilies.V6), [] },
        { "ppp0.route.addr", new Test.DefaultRoute(Ppp, AddressFamilies.Any), [] },
        { "ppp0.group.ext", new Test.Membership(Ppp, "ext"), ["ppp0.group.\"ext\""] },
        { "ppp0.group.\"ext.a\"", new Test.Membership(Ppp, "ext.a"), [] },
        { "group:ext.members", new Test.Members("ext"), ["any:ext.members", "all:ext.members"] },
        { "\"group:ext.a\".members", new Test.Members("ext.a"), ["group:ext.a.members"] },
        { "group:ext.members.changed", new Test.MembersChanged("ext"), ["any:ext.members.changed"] },
        { "group:carp.demoted", new Test.Demoted("carp"), [] },
        { "after 30", new Test.After(TimeSpan.FromSeconds(30)), ["after 30s", "after 30000ms"] },
        { "after 7200", new Test.After(TimeSpan.FromHours(2)), ["after 2h", "after 120m"] },
        { "after 1500ms", new Test.After(TimeSpan.FromMilliseconds(1500)), [] },
        { "after 10ms", new Test.After(TimeSpan.FromMilliseconds(10)), [] },
        { "\"x y\" every 10", new Test.Command("x y", TimeSpan.FromSeconds(10), null, 1, 1), ["'x y' every 10 ", "\"x y\" every 10s rise 1 fall 1"] },
        { "\"after\" every 1", new Test.Command("after", TimeSpan.FromSeconds(1), null, 1, 1), ["after every 1"] },
        { "\"x\" every 4294967295", new Test.Command("x", TimeSpan.FromSeconds(uint.MaxValue), null, 1, 1), [] },
        {
            "\"x\" every 500ms timeout 200ms rise 2 fall 3", new Test.Command("x", TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(200), 2, 3),
            ["x every 500ms fall 3 rise 2 timeout 200ms", "x every 500ms timeout 200ms fall 3 rise 2"]
        },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void Test_is_read_however_it_is_written_and_printed_in_one_way(string text, Test test, string[] others)
    {
        Assert.Equal(text, TestText.Of(test));
        Assert.All(others.Prepend(text), way => Assert.Equal([test], IfstatedRun.Good($"if {way}\nrun x\n").Global.Tests));
    }

    [Fact]
    public void There_is_a_sample_of_every_kind_of_test() => Assert.Equal(
        typeof(Test).GetNestedTypes().Select(t => t.Name).Order(StringComparer.Ordinal),
        Samples.Select(row => row.Data.Item2.GetType().Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        StringComparer.Ordinal);

    [Theory]
    [InlineData("every 0", "1:12: invalid interval: 0")]
    [InlineData("every -3", "1:12: invalid interval: -3")]
    [InlineData("every 4294967296", "1:12: invalid interval: 4294967296")]
    [InlineData("every 0s", "1:12: invalid interval: 0s")]
    [InlineData("every 9ms", "1:12: invalid interval: 9ms")]
    [InlineData("every 4294967296s", "1:12: invalid interval: 4294967296s")]
    [InlineData("every 99999999999999999999999h", "1:12: invalid interval: 99999999999999999999999h")]
    [InlineData("every 99999999999999999h", "1:12: invalid interval: 99999999999999999h")]
    [InlineData("every 99999999999999999999", "1:12: \"99999999999999999999\" invalid number: too large")]
    [InlineData("every 5 timeout 0", "1:22: invalid interval: 0")]
    [InlineData("every 5 rise 0", "1:19: invalid count: 0")]
    [InlineData("every 5 fall 65536", "1:19: invalid count: 65536")]
    [InlineData("every 5 fall 2 fall 2", "1:21: fall already set")]
    [InlineData("every 5 rise 2 rise 2", "1:21: rise already set")]
    [InlineData("every 5 timeout 2 timeout 2", "1:24: timeout already set")]
    [InlineData("every 10&&", "1:12: syntax error: found \"10&&\"; expected a number of seconds or a time such as 500ms, 5s, 2m or 1h")]
    [InlineData("every 5d", "1:12: syntax error: found \"5d\"; expected a number of seconds or a time such as 500ms, 5s, 2m or 1h")]
    [InlineData("every 5 rise x", "1:19: syntax error: found \"x\"; expected a number")]
    [InlineData(".foo.up", "1:6: syntax error: this is no test; tests are .link.up, .inet.up, .inet.changed, .route.inet, .group.NAME and their like")]
    [InlineData(".link", "1:6: syntax error: this is no test; tests are .link.up, .inet.up, .inet.changed, .route.inet, .group.NAME and their like")]
    [InlineData(".\"link\".up", "1:6: syntax error: this is no test; tests are .link.up, .inet.up, .inet.changed, .route.inet, .group.NAME and their like")]
    [InlineData(".members", "1:6: syntax error: members and demoted are asked of a group, as in group:NAME.members")]
    [InlineData(".members.changed", "1:6: syntax error: members and demoted are asked of a group, as in group:NAME.members")]
    [InlineData(".inet.\"192.0.2.0/33\"", "1:11: \"192.0.2.0/33\" is no inet address and no prefix of one; tests are up, down, changed and \"prefix\"")]
    [InlineData(".inet6.\"192.0.2.1\"", "1:12: \"192.0.2.1\" is no inet6 address and no prefix of one; tests are up, down, changed and \"prefix\"")]
    [InlineData(".addr.x", "1:11: \"x\" is no address and no prefix of one; tests are up, down, changed and \"prefix\"")]
    [InlineData(".", "1:6: syntax error: the line ends here; expected link or inet, inet6, addr, route, group, members or demoted")]
    [InlineData(".link.up&&", "1:6: syntax error: this is no test; tests are .link.up, .inet.up, .inet.changed, .route.inet, .group.NAME and their like")]
    [InlineData(" 30", "1:6: syntax error: found a number; expected '.' or every")]
    public void Test_that_is_wrong_is_reported_at_its_place(string rest, string message)
    {
        var parsed = IfstatedRun.Parse($"if x{(rest.StartsWith("every", StringComparison.Ordinal) ? " " : "")}{rest}\nrun x\n");

        Assert.Equal(message, IfstatedRun.Place(parsed.Diagnostics[0]));
    }

    [Fact]
    public void Names_that_are_missing_are_warnings_once_or_errors_each_time()
    {
        const string Text = "if no1.link.up || no1.inet.up\nrun x\nif any:nogroup.link.up\nrun x\nif eth0.group.nogroup\nrun x\n";

        var lenient = IfstatedRun.Parse(Text);
        var strict = IfstatedRun.Parse(Text, isStrict: true);

        Assert.NotNull(lenient.Configuration);
        Assert.Equal(["1:4: unknown interface no1", "3:4: unknown group nogroup"], lenient.Diagnostics.Select(IfstatedRun.Place));
        Assert.Equal(
            ["1:4: unknown interface no1", "1:19: unknown interface no1", "3:4: unknown group nogroup", "5:15: unknown group nogroup"],
            strict.Diagnostics.Select(IfstatedRun.Place));
        Assert.Equal([Severity.Warning, Severity.Warning], lenient.Diagnostics.Select(d => d.Severity));
    }

    [Fact]
    public void Equal_tests_of_a_scope_are_one_and_scopes_do_not_share()
    {
        var read = IfstatedRun.Good("if x.link.up\nrun y\nstate a {\ninit\nif x.link.up || 'c' every 5 \nrun y\nif ! x.link.up && c every 5s\nrun y\n}\n");

        Assert.Single(read.Global.Tests);
        Assert.Equal(2, read.States[0].Tests.Length);
    }

    private static InetPrefix Prefix(string address, byte length)
    {
        Assert.True(InetAddress.TryParse(address, out var parsed));
        return new(parsed, length);
    }
}

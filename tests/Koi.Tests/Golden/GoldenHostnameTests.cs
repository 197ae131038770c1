using Koi.Tests.Interfaces.Hostname;
using Koi.Tests.Ipsec;

namespace Koi.Tests.Golden;

/// <summary>Golden files of hostname.if: NAME.in holds the files, NAME.ok what <c>netstart -n</c> prints; see <see cref="NetstartRun"/>.</summary>
public sealed class GoldenHostnameTests
{
    private const string Folder = "Golden/hostname";

    public static TheoryData<string> Names => [.. TestFiles.NamesIn(Folder, ".in")];

    /// <summary>Every message about a file.</summary>
    public static TheoryData<string> Messages =>
    [
        "inet alone is invalid", "inet alias alone is invalid", "inet6 alone is invalid",
        "\"192.0.2.256\" is not an IPv4 address", "\"2001:db8::g\" is not an IPv6 address",
        "\"192.0.2.1/33\" has no prefix length of 0 to 32", "\"2001:db8::1/129\" has no prefix length of 0 to 128",
        "\"255.0.255.0\" is not a netmask", "\"129\" is not a prefix length of 0 to 128",
        "the address has a prefix length already", "\"192.0.2.300\" is neither a broadcast address nor NONE",
        "dest without an inet or inet6 line before it", "dest wants one address",
        "unterminated quote", "a single quote stands only within double quotes", "a control character",
        "there is no command after the exclamation mark",
        "warning: without alias this address replaces the one of the inet line before",
        "setifgroup: group names may not end in a digit",
        "\"router\" is not an address", "fe80::1 needs the interface it is on: fe80::1%eth0",
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void Input_gives_the_golden_output(string name) =>
        TestFiles.AssertMatches(NetstartRun.Of(TestFiles.Read(Folder, $"{name}.in")), Folder, $"{name}.ok");

    [Fact]
    public void Every_expectation_has_an_input() =>
        Assert.Equal(TestFiles.NamesIn(Folder, ".in"), TestFiles.NamesIn(Folder, ".ok"));

    [Theory]
    [MemberData(nameof(Messages))]
    public void Every_message_has_a_golden_file(string message) =>
        Assert.Contains(TestFiles.NamesIn(Folder, ".ok"), name => TestFiles.Read(Folder, $"{name}.ok").Contains(message, StringComparison.Ordinal));
}

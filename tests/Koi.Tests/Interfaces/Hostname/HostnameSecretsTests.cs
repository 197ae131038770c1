using Koi.Interfaces.Hostname;

namespace Koi.Tests.Interfaces.Hostname;

public sealed class HostnameSecretsTests
{
    [Theory]
    [InlineData("vhid 1 pass s3cret advskew 5\n", "vhid 1 pass ****** advskew 5\n")]
    [InlineData("wpakey \"two words\" up\n", "wpakey *********** up\n")]
    [InlineData("pass\ns3cret\n", "pass\ns3cret\n")]
    [InlineData("pass pass pass\n", "pass **** ****\n")]
    [InlineData("\"pass\" s3cret\n", "\"pass\" ******\n")]
    [InlineData("pass \"unterminated\nup\n", "pass *************\nup\n")]
    public void Secrets_are_covered(string text, string covered) =>
        Assert.Equal(covered, SecretWords.Redact(new("hostname.carp0", text)));

    [Fact]
    public void Commands_are_printed_without_secrets() => Assert.Equal(
        "ifconfig wlan0 nwid \"my net\" wpakey ********",
        NetstartStep.PrintIfconfig(["wlan0", "nwid", "my net", "wpakey", "s3cret"]));

    [Theory]
    [InlineData("dhclient\n", "dhclient\0-4\0-pf\0/run/koi/dhclient.eth0.pid\0eth0\0", "eth0", true)]
    [InlineData("dhclient\n", "dhclient\0-4\0-pf\0/run/koi/dhclient.eth0.pid\0eth0\0", "eth1", false)]
    [InlineData("dhcpcd\n", "dhcpcd: eth0 [ip4]\0", "eth0", true)]
    [InlineData("udhcpc\n", "udhcpc\0-b\0-i\0eth0\0", "eth0", true)]
    [InlineData("vi\n", "vi\0eth0\0", "eth0", false)]
    [InlineData("", "", "eth0", false)]
    public void A_client_that_serves_an_interface_is_known(string program, string commandLine, string interfaceName, bool serves) =>
        Assert.Equal(serves, DhcpClient.Serves(program, commandLine, interfaceName));
}

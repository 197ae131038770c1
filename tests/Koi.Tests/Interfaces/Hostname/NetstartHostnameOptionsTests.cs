namespace Koi.Tests.Interfaces.Hostname;

public sealed class NetstartHostnameOptionsTests
{
    [Fact]
    public void Options_stand_before_interfaces()
    {
        var options = NetstartOptions.Parse(["-nv", "eth1", "eth0"], out _);

        Assert.Equal((true, true, "eth1 eth0"), (options!.PrintsOnly, options.IsVerbose, string.Join(' ', options.Interfaces)));
    }

    [Theory]
    [InlineData("-x", "unknown option -- x")]
    [InlineData("eth0.bak", "eth0.bak: in an interface's name a number follows the '.'")]
    [InlineData("../passwd", "../passwd: an interface's name is made of letters, digits, '_', '.' and '-', and begins with a letter or digit")]
    public void What_is_no_option_and_no_interface_is_refused(string argument, string message)
    {
        Assert.Null(NetstartOptions.Parse([argument], out var error));
        Assert.Equal(message, error);
    }
}

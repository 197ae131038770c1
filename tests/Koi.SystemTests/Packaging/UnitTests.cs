using Koi.Lab;

namespace Koi.SystemTests.Packaging;

/// <summary>systemd's opinion of the units.</summary>
public sealed class UnitTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("koi-units-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("koid.service")]
    [InlineData("ifstated.service")]
    [InlineData("koi-netstart.service")]
    [InlineData("koi-boot-demote.service")]
    [InlineData("koi-boot-ready.service")]
    public async Task A_unit_has_no_mistake(string name)
    {
        var copy = await CopyWithThisBinary(name);

        var run = ProgramResult.Of("systemd-analyze", "verify", "--man=no", "--recursive-errors=no", copy);

        Assert.Equal((0, ""), (run.ExitCode, run.Output + run.Errors));
    }

    /// <summary>
    /// 1.4 without carp. It needs raw and packet sockets of any peer's address, real time, and variables in /proc/sys/net: 2.3 with it.
    /// packaging/README.md has them one by one.
    /// </summary>
    [Fact]
    public void The_daemon_is_confined()
    {
        var run = ProgramResult.Of("systemd-analyze", "security", "--offline=true", "--threshold=23", "--no-pager", UnitPath("koid.service"));

        Assert.True(run.Succeeded, run.ToString());
    }

    /// <summary>The binary is not installed where tests run, and a unit without one is a mistake.</summary>
    private async Task<string> CopyWithThisBinary(string name)
    {
        var text = await File.ReadAllTextAsync(UnitPath(name), TestContext.Current.CancellationToken);
        var copy = Path.Combine(folder.FullName, name);
        await File.WriteAllTextAsync(
            copy,
            text.Replace("/usr/sbin/koid", Checkout.Koi, StringComparison.Ordinal).Replace("/usr/sbin/koi ", $"{Checkout.Koi} ", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        return copy;
    }

    private static string UnitPath(string name) => Path.Combine(Checkout.Root, "packaging", name);
}

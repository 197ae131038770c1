using System.Text;

namespace Koi.SystemTests.Ipsecctl;

/// <summary>Input that nobody should write: a clear error, at once, and nothing of the program's inside.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("koi-bad-input-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("a line of 100 MB", "-nf -")]
    [InlineData("a line of 100 MB", "-C 4.9 -nf -")]
    [InlineData("a quoted string of 100 MB", "-nf -")]
    [InlineData("a million braces", "-nf -")]
    [InlineData("a million braces", "-C 4.9 -nf -")]
    [InlineData("a million closed lists", "-nf -")]
    [InlineData("a word of a million characters", "-nf -")]
    [InlineData("a number of a million digits", "-nf -")]
    [InlineData("a macro name of a million characters", "-nf -")]
    [InlineData("a million errors", "-nf -")]
    [InlineData("a comment of a million comments", "-nf -")]
    [InlineData("a string of a million quotes", "-nf -")]
    [InlineData("binary", "-nf -")]
    [InlineData("binary", "-C 4.9 -nf -")]
    [InlineData("NUL bytes", "-nf -")]
    [InlineData("NUL bytes", "-C 4.9 -nf -")]
    [InlineData("no newline at the end", "-nf -")]
    [InlineData("no newline at the end", "-C 4.9 -nf -")]
    [InlineData("not UTF-8", "-nf -")]
    public async Task Bad_input_is_refused(string what, string flags)
    {
        var run = await KoiBinary.Ipsecctl(flags, Input(what));

        AssertRefused(run);
    }

    [Theory]
    [InlineData("-nf")]
    [InlineData("-C 4.9 -nf")]
    public async Task Files_that_include_each_other_are_refused(string flags)
    {
        var (a, b) = (Path.Combine(folder.FullName, "a.conf"), Path.Combine(folder.FullName, "b.conf"));
        await Write(a, $"include \"{b}\"\n");
        await Write(b, $"include \"{a}\"\n");

        var run = await KoiBinary.Ipsecctl($"{flags} {a}", "");

        AssertRefused(run);
        Assert.Contains("files include each other", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-nf -")]
    [InlineData("-C 4.9 -nf -")]
    public async Task A_directory_is_not_included(string flags)
    {
        var run = await KoiBinary.Ipsecctl(flags, $"include \"{folder.FullName}\"\n");

        AssertRefused(run);
        Assert.Contains("Is a directory", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no/such/file", "No such file or directory")]
    [InlineData("", "Is a directory")]
    public async Task A_file_that_cannot_be_read_is_named(string path, string reason)
    {
        var full = Path.Combine(folder.FullName, path);

        var run = await KoiBinary.Ipsecctl($"-nf {full}", "");

        AssertRefused(run);
        Assert.StartsWith($"ipsecctl: {full}: {reason}\n", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.OtherRead, "-nf", "group writable or world read/writable")]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.GroupWrite, "-nf", "group writable or world read/writable")]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.GroupRead, "-C 4.9 -nf", "group/world readable/writeable")]
    public async Task A_file_that_others_may_read_is_refused(UnixFileMode mode, string flags, string reason)
    {
        var path = Path.Combine(folder.FullName, "ipsec.conf");
        await Write(path, "flow from 10.1.1.1 to 10.1.1.2\n");
        File.SetUnixFileMode(path, mode);

        var run = await KoiBinary.Ipsecctl($"{flags} {path}", "");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal($"ipsecctl: {path}: {reason}\nipsecctl: Syntax error in config file: ipsec rules not loaded\n", run.Errors);
    }

    [Fact]
    public async Task A_file_that_only_the_group_may_read_too_is_read()
    {
        var path = Path.Combine(folder.FullName, "ipsec.conf");
        await Write(path, "flow out from 10.1.1.1 to 10.1.1.2\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.GroupRead);

        var run = await KoiBinary.Ipsecctl($"-nvf {path}", "");

        Assert.Equal(new(0, "flow esp out from 10.1.1.1 to 10.1.1.2 peer 10.1.1.2 type require\n", ""), run);
    }

    private static void AssertRefused(ProgramRun run)
    {
        Assert.Equal(1, run.ExitCode);
        Assert.NotEmpty(run.Errors);
        Assert.DoesNotContain("at Koi.", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", run.Errors, StringComparison.Ordinal);
        Assert.InRange(run.Errors.Length, 1, 100_000);
    }

    private static byte[] Input(string what) => what switch
    {
        "a line of 100 MB" => Encoding.ASCII.GetBytes("flow from 10.1.1.1 " + string.Concat(Enumerable.Repeat("from 10.1 ", 10_000_000)) + "\n"),
        "a quoted string of 100 MB" => Encoding.ASCII.GetBytes("x = \"" + new string('y', 100_000_000) + "\"\n"),
        "a million braces" => Encoding.ASCII.GetBytes("flow from " + new string('{', 1_000_000) + "\n"),
        "a million closed lists" => Encoding.ASCII.GetBytes("flow from {" + string.Concat(Enumerable.Repeat("{10.1.1.1}", 1_000_000)) + "} to\n"),
        "a word of a million characters" => Encoding.ASCII.GetBytes(new string('x', 1_000_000) + " = y\n"),
        "a number of a million digits" => Encoding.ASCII.GetBytes("flow proto " + new string('1', 1_000_000) + "\n"),
        "a macro name of a million characters" => Encoding.ASCII.GetBytes("$" + new string('x', 1_000_000) + "\n"),
        "a million errors" => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("!\n", 1_000_000))),
        "a comment of a million comments" => Encoding.ASCII.GetBytes("flow frm 10.1.1.1 " + new string('#', 1_000_000) + "\n"),
        "a string of a million quotes" => Encoding.ASCII.GetBytes("flow frm \"" + string.Concat(Enumerable.Repeat("\\\"", 1_000_000)) + "\"\n"),
        "binary" => [.. Enumerable.Range(0, 1_000_000).Select(i => (byte)((i * 7919) >> 5))],
        "NUL bytes" => new byte[1_000_000],
        "no newline at the end" => "flow from 10.1.1.1 to 10.1.1.2"u8.ToArray(),
        "not UTF-8" => [.. "flow from 10.1.1.1 to 10.1.1.2 srcid "u8, 0xff, 0xfe, (byte)'\n'],
        _ => throw new ArgumentOutOfRangeException(nameof(what)),
    };

    private static async Task Write(string path, string text)
    {
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}

using System.Text;

namespace Koi.Tests.Ipsec;

/// <summary>Files of the source tree: expectations are read where they are reviewed.</summary>
internal static class TestFiles
{
    /// <summary>The folder of this project.</summary>
    public static string Project { get; } = Path.Combine(FindRoot(), "tests", "Koi.Tests");

    /// <summary>Whether expectations are to be rewritten instead of compared.</summary>
    public static bool AreAccepted => Environment.GetEnvironmentVariable("KOI_ACCEPT") is "1";

    /// <summary>The names without extension of the files with an extension, in order.</summary>
    public static IEnumerable<string> NamesIn(string folder, string extension) =>
        Directory.EnumerateFiles(Path.Combine(Project, folder), $"*{extension}")
            .Select(p => Path.GetFileName(p)[..^extension.Length])
            .Order(StringComparer.Ordinal);

    /// <summary>A file's text; bytes that are no UTF-8 are characters of their own.</summary>
    public static string Read(params ReadOnlySpan<string> path)
    {
        var bytes = File.ReadAllBytes(Path.Combine([Project, .. path]));
        return System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes);
    }

    /// <summary>Compares with a golden file, or writes it when <c>KOI_ACCEPT=1</c>.</summary>
    public static void AssertMatches(string actual, params ReadOnlySpan<string> path)
    {
        var file = Path.Combine([Project, .. path]);
        if (AreAccepted)
        {
            File.WriteAllText(file, actual);
            return;
        }

        Assert.True(File.Exists(file), $"{file} is missing; KOI_ACCEPT=1 writes it. It would be:\n{actual}");
        Assert.Equal(File.ReadAllText(file), actual);
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "koi.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("koi.slnx is in no folder above the tests");
        }

        return folder.FullName;
    }
}

namespace Koi.Bench.Systems;

/// <summary>Files of one run, in a directory of their own that ends with it.</summary>
internal sealed class WorkFiles : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("koi-bench-");

    /// <summary>Writes a file that nobody else can read, as ipsecctl asks of a configuration.</summary>
    /// <returns>Its path.</returns>
    internal string Write(string name, string text)
    {
        var path = PathOf(name);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    internal string PathOf(string name) => Path.Combine(directory.FullName, name);

    public void Dispose() => directory.Delete(recursive: true);
}

namespace Koi.Interfaces.Linux;

/// <summary>A passphrase in a file of its own: the first line.</summary>
public static class PassphraseFile
{
    private const int Longest = 1024;

    /// <summary>Reads a file that must be closed to others.</summary>
    /// <param name="path">The file.</param>
    /// <param name="error">What is wrong, without the path; never what is in it.</param>
    /// <returns>Null when something is wrong.</returns>
    public static string? Read(string path, out string error)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            if (SecretFile.Exposure(stream.SafeFileHandle) is { } exposure)
            {
                error = exposure;
                return null;
            }

            return Read(stream, out error);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            error = failure is FileNotFoundException or DirectoryNotFoundException ? "No such file or directory"
                : failure is UnauthorizedAccessException ? "Permission denied"
                : failure.Message;
            return null;
        }
    }

    /// <summary>Reads one line.</summary>
    /// <param name="stream">From where.</param>
    /// <param name="error">What is wrong; never what was read.</param>
    /// <returns>Null when something is wrong.</returns>
    public static string? Read(Stream stream, out string error)
    {
        var line = SecretFile.ReadLine(stream, Longest);
        error = line is null ? $"not UTF-8, or longer than {Longest} bytes"
            : line.Length == 0 ? "there is no passphrase in the first line"
            : line.Any(char.IsControl) ? "control characters cannot be in it"
            : "";
        return error.Length > 0 ? null : line;
    }
}

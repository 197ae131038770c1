using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Koi.Interfaces.Linux;

/// <summary>Files that nobody but their owner may see.</summary>
internal static unsafe class SecretFile
{
    private const ushort OthersMask = 0b000_111_111;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Why an open file is not to be trusted with a secret; null when it is.</summary>
    public static string? Exposure(SafeFileHandle file)
    {
        LibC.StatX status;
        if (LibC.statx(file, "", LibC.AT_EMPTY_PATH, LibC.STATX_BASIC_STATS, &status) != 0)
        {
            return LibC.LastError();
        }

        return (status.Mode & LibC.S_IFMT) != LibC.S_IFREG ? "not a regular file"
            : status.Owner != 0 && status.Owner != LibC.geteuid() ? "owner not root or current user"
            : (status.Mode & OthersMask) != 0 ? "group/world readable/writeable"
            : null;
    }

    /// <summary>Reads up to a line feed or the end, at most so many bytes.</summary>
    /// <returns>Null when it is longer, or not UTF-8.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string? ReadLine(Stream stream, int longest)
    {
        // A byte at a time: what comes after the line is somebody else's.
        var bytes = new byte[longest + 1];
        var length = 0;
        while (length < bytes.Length && stream.Read(bytes, length, 1) == 1 && bytes[length] != '\n')
        {
            length++;
        }

        try
        {
            return length > longest ? null : Strict.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
        finally
        {
            Array.Clear(bytes);
        }
    }
}

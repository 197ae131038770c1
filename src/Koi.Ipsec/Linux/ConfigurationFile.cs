using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Koi.Ipsec.Linux;

/// <summary>Who else may read a file with secrets.</summary>
public enum Secrecy
{
    /// <summary>Anybody: the file is not checked.</summary>
    None,

    /// <summary>The owner's group may read it; current OpenBSD's rule for ipsec.conf.</summary>
    GroupMayRead,

    /// <summary>Nobody but the owner; OpenBSD 4.9's rule, and Koi's for key files.</summary>
    OwnerOnly,
}

/// <summary>Reads configuration and key files, checked on the open descriptor.</summary>
public static class ConfigurationFile
{
    /// <summary>A configuration that is longer is refused: OpenBSD has no limit, but 256 MB of rules are a mistake.</summary>
    private const long LongestConfiguration = 256L << 20;

    private const int LongestKeyFile = 1024;
    private const int OthersMask = 0b000_111_111;
    private const int GroupWriteAndOthersMask = 0b000_010_111;

    /// <summary>Reads a text.</summary>
    /// <param name="path">A file, or a pipe such as <c>/dev/fd/63</c>.</param>
    /// <param name="secrecy">Who else may be able to read it.</param>
    public static FileContents<string> ReadText(string path, Secrecy secrecy)
    {
        using var handle = Open(path, secrecy, out var error);
        if (handle is null)
        {
            return new("", error);
        }

        using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        return ReadText(stream);
    }

    /// <summary>Reads a text to its end.</summary>
    public static FileContents<string> ReadText(Stream stream)
    {
        try
        {
            using var buffer = new MemoryStream();
            var piece = ArrayPool<byte>.Shared.Rent(64 * 1024);
            int length;
            while ((length = stream.Read(piece)) > 0 && buffer.Length <= LongestConfiguration)
            {
                buffer.Write(piece.AsSpan(0, length));
            }

            CryptographicOperations.ZeroMemory(piece);
            ArrayPool<byte>.Shared.Return(piece);
            var bytes = buffer.GetBuffer().AsSpan(0, (int)buffer.Length);
            if (bytes.Length > LongestConfiguration)
            {
                return new("", "File too large");
            }

            var text = Decode(bytes);
            CryptographicOperations.ZeroMemory(bytes);
            return new(text);
        }
        catch (IOException failure)
        {
            return new("", failure.Message);
        }
    }

    /// <summary>Reads a key file of at most 1024 bytes; a longer one comes back as 1025 bytes, for the parser to refuse.</summary>
    /// <param name="path">The file.</param>
    /// <param name="secrecy">Who else may be able to read it.</param>
    public static FileContents<byte[]> ReadKey(string path, Secrecy secrecy)
    {
        using var handle = Open(path, secrecy, out var error);
        if (handle is null)
        {
            return new([], secrecy == Secrecy.None || !error.StartsWith(path, StringComparison.Ordinal) ? $"open {path}: {error}" : error);
        }

        using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        var bytes = new byte[LongestKeyFile + 1];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        var contents = bytes[..length];
        CryptographicOperations.ZeroMemory(bytes);
        return new(contents);
    }

    /// <summary>Text that is not UTF-8 is read byte by byte, so that the parser can name the place.</summary>
    private static string Decode(ReadOnlySpan<byte> bytes) =>
        System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes);

    private static unsafe SafeFileHandle? Open(string path, Secrecy secrecy, out string error)
    {
        var handle = LibC.open(path, LibC.O_RDONLY | LibC.O_CLOEXEC);
        LibC.StatX status;
        if (handle.IsInvalid || LibC.statx(handle, "", LibC.AT_EMPTY_PATH, LibC.STATX_BASIC_STATS, &status) != 0)
        {
            error = LibC.LastError();
        }
        else if ((status.Mode & LibC.S_IFMT) == LibC.S_IFDIR)
        {
            error = "Is a directory";
        }
        else if (Exposure(status, secrecy) is { } exposure)
        {
            error = $"{path}: {exposure}";
        }
        else
        {
            error = "";
            return handle;
        }

        handle.Dispose();
        return null;
    }

    private static string? Exposure(LibC.StatX status, Secrecy secrecy)
    {
        if (secrecy != Secrecy.None && status.Owner != 0 && status.Owner != LibC.geteuid())
        {
            return "owner not root or current user";
        }

        return secrecy switch
        {
            Secrecy.OwnerOnly when (status.Mode & OthersMask) != 0 => "group/world readable/writeable",
            Secrecy.GroupMayRead when (status.Mode & GroupWriteAndOthersMask) != 0 => "group writable or world read/writable",
            Secrecy.OwnerOnly or Secrecy.GroupMayRead or Secrecy.None => null,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}

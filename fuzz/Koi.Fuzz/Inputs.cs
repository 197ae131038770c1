using System.Text;

namespace Koi.Fuzz;

/// <summary>What the fuzzer wrote, as the tools read it.</summary>
internal static class Inputs
{
    public static byte[] ReadBytes(Stream input)
    {
        using var buffer = new MemoryStream();
        input.CopyTo(buffer);
        return buffer.ToArray();
    }

    /// <summary>UTF-8, or bytes as characters where it is not, as the applets decode files.</summary>
    public static string ReadText(Stream input)
    {
        var bytes = ReadBytes(input);
        return System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes);
    }
}

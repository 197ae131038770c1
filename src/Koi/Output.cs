using System.Text;

namespace Koi;

/// <summary>Standard output and error of a one-shot tool. Output is held until the end, as stdio does for a pipe; errors are not.</summary>
internal sealed class Output
{
    private readonly StringBuilder held = new();

    /// <summary>Appends to standard output.</summary>
    public void Write(string text) => held.Append(text);

    /// <summary>Writes to standard error at once.</summary>
    public static void WriteError(string text) => WriteAll(Console.OpenStandardError(), text);

    /// <summary>Writes what is held to standard output.</summary>
    public void Flush()
    {
        if (held.Length > 0)
        {
            WriteAll(Console.OpenStandardOutput(), held.ToString());
            held.Clear();
        }
    }

    private static void WriteAll(Stream stream, string text)
    {
        try
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
        }
        catch (IOException)
        {
            // The reader went away; there is nobody to tell.
        }
    }
}

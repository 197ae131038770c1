using System.Globalization;
using System.Text;

namespace Koi.Tests.Netlink;

/// <summary>Bytes as text: two digits each, spaces free, <c>x16</c> repeats the byte before it up to 16 in all, # begins a comment.</summary>
internal static class Hex
{
    public static byte[] Bytes(string text)
    {
        var bytes = new List<byte>();
        foreach (var line in text.Split('\n'))
        {
            foreach (var word in line.Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (word[0] == 'x')
                {
                    bytes.AddRange(Enumerable.Repeat(bytes[^1], int.Parse(word.AsSpan(1)) - 1));
                    continue;
                }

                for (var at = 0; at < word.Length; at += 2)
                {
                    bytes.Add(byte.Parse(word.AsSpan(at, 2), NumberStyles.AllowHexSpecifier));
                }
            }
        }

        return [.. bytes];
    }

    /// <summary>A captured datagram: the first line says where it is from.</summary>
    public static byte[] Golden(string name) =>
        Bytes(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "netlink", name + ".hex")));

    /// <summary>Compares, and fails with both sides in lines of 4 bytes.</summary>
    public static void Equal(string expected, ReadOnlySpan<byte> actual)
    {
        var wanted = Bytes(expected);
        if (wanted.AsSpan().SequenceEqual(actual))
        {
            return;
        }

        var difference = new StringBuilder("offset expected actual\n");
        for (var at = 0; at < Math.Max(wanted.Length, actual.Length); at += 4)
        {
            var (left, right) = (Line(wanted, at), Line(actual, at));
            difference.AppendLine($"{at,6} {left,-8} {right,-8}{(string.Equals(left, right, StringComparison.Ordinal) ? "" : " <--")}");
        }

        Assert.Fail(difference.ToString());
    }

    private static string Line(ReadOnlySpan<byte> bytes, int at) => at >= bytes.Length
        ? ""
        : Convert.ToHexStringLower(bytes[at..Math.Min(at + 4, bytes.Length)]);
}

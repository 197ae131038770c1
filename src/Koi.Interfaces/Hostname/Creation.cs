using Koi.Interfaces.Ifconfig;

namespace Koi.Interfaces.Hostname;

/// <summary>What an interface must be made with: Linux makes a vlan only together with its parent and its tag, whichever lines have them.</summary>
internal static class Creation
{
    /// <summary>The parameters of all lines, in order.</summary>
    public static IEnumerable<string> WordsOf(HostnameFile file) => file.Lines.OfType<HostnameLine.Verbatim>().SelectMany(WordsOf);

    private static IEnumerable<string> WordsOf(HostnameLine.Verbatim line)
    {
        for (var i = 0; i < line.Words.Length; i++)
        {
            var word = line.Words[i].Text;
            var operands = Parameters.All.TryGetValue(word, out var parameter) ? parameter.Operands : 0;
            if (CreationWords.Operands.ContainsKey(word))
            {
                foreach (var one in line.Words.Skip(i).Take(operands + 1))
                {
                    yield return one.Text;
                }
            }

            i += operands;
        }
    }
}

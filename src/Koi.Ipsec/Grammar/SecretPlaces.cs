namespace Koi.Ipsec.Grammar;

/// <summary>What all texts of a configuration together say about where its keys and passwords stand.</summary>
/// <remarks>A macro of one file may be used as a key in another. Nothing is worked out before it is asked for.</remarks>
public sealed class SecretPlaces
{
    private const char Cover = '*';
    private const int ShortestHexKey = 16;

    private readonly List<string> texts = [];
    private readonly List<(string Name, string Value)> macros = [];
    private readonly HashSet<string> holders = new(StringComparer.Ordinal);
    private readonly HashSet<string> openers = new(StringComparer.Ordinal);
    private bool isStale;

    /// <summary>Adds a file's text.</summary>
    public void Learn(string text)
    {
        texts.Add(text);
        isStale = true;
    }

    /// <summary>Adds a macro of the command line.</summary>
    public void Learn(string name, string value)
    {
        macros.Add((name, value));
        isStale = true;
    }

    /// <summary>Whether a macro is used as a key or a password, perhaps through other macros.</summary>
    public bool HoldsSecret(string macro)
    {
        Update();
        return holders.Contains(macro);
    }

    /// <summary>The text with each key and password replaced by asterisks, of the same length.</summary>
    /// <remarks>It covers what follows <c>authkey</c>, <c>enckey</c> and <c>psk</c>, values of macros used there, and long runs of hex digits.</remarks>
    public string Redact(string text)
    {
        Update();
        var covered = text.ToCharArray();
        new SecretScanner(text, covered, holders, openers).Scan();
        CoverHex(text, covered);
        return new(covered);
    }

    private void Update()
    {
        var known = -1;
        while (isStale && known != holders.Count + openers.Count)
        {
            known = holders.Count + openers.Count;
            foreach (var (name, value) in macros)
            {
                if (new SecretScanner(value, [], holders, openers).Scan())
                {
                    openers.Add(name);
                }
            }

            foreach (var text in texts)
            {
                new SecretScanner(text, [], holders, openers).Scan();
            }
        }

        isStale = false;
    }

    private static void CoverHex(string text, Span<char> covered)
    {
        for (var start = 0; start < text.Length; start++)
        {
            var end = start;
            while (end < text.Length && char.IsAsciiHexDigit(text[end]))
            {
                end++;
            }

            if (end - start >= ShortestHexKey)
            {
                covered[start..end].Fill(Cover);
            }

            start = end;
        }
    }
}

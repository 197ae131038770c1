using System.Buffers;

namespace Koi.Language;

/// <summary>What differs between the lexers of the pf.conf family; everything else is the same in all of them.</summary>
public sealed class LexerRules
{
    private const string Punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
    private const string LettersAndDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> keywords;

    /// <summary>Makes the rules of a language.</summary>
    /// <param name="keywords">Reserved words and their numbers.</param>
    /// <param name="wordStart">Punctuation that may begin a word, besides letters and digits.</param>
    /// <param name="notInWord">Punctuation that ends a word; all other punctuation may stand within.</param>
    /// <param name="numberEnd">Characters besides white space and the end that may follow a number; else it is a word.</param>
    public LexerRules(Dictionary<string, int> keywords, string wordStart, string notInWord, string numberEnd)
    {
        this.keywords = keywords.GetAlternateLookup<ReadOnlySpan<char>>();
        var inWord = string.Concat(Punctuation.Where(c => !notInWord.Contains(c)));
        WordStart = SearchValues.Create(LettersAndDigits + wordStart);
        InWord = SearchValues.Create(LettersAndDigits + inWord);
        PlainInWord = SearchValues.Create(LettersAndDigits + inWord.Replace("\\", "", StringComparison.Ordinal));
        NumberEnd = SearchValues.Create(" \t\n\r\v\f" + numberEnd);
    }

    /// <summary>Whether backslash and blank in quotes is a blank. OpenBSD meant so always, and does since 2013.</summary>
    public bool QuotedBackslashBlank { get; init; } = true;

    /// <summary>Whether a lexical error takes the line feed with it, so that the next line is lost too, as OpenBSD 4.9's lexers do.</summary>
    public bool ErrorTakesLineFeed { get; init; }

    /// <summary>Whether messages repeat a number that is out of range, as OpenBSD's do; it may be a key or a password without quotes.</summary>
    public bool QuotesInvalidNumbers { get; init; }

    /// <summary>Longest token in characters; OpenBSD's buffers hold 8096 bytes with their end mark.</summary>
    public int LongestToken { get; init; } = 8095;

    internal SearchValues<char> WordStart { get; }

    internal SearchValues<char> InWord { get; }

    internal SearchValues<char> PlainInWord { get; }

    internal SearchValues<char> NumberEnd { get; }

    internal int FindKeyword(ReadOnlySpan<char> word) => keywords.TryGetValue(word, out var keyword) ? keyword : -1;
}

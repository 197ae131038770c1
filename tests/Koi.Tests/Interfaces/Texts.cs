using CsCheck;

namespace Koi.Tests.Interfaces;

/// <summary>Random texts.</summary>
internal static class Texts
{
    /// <summary>Any characters, or words of a language in any order, between which some characters may be wrong.</summary>
    public static Gen<string> Near(params string[] words) => Gen.OneOf(
        Gen.String[0, 60],
        Of(words).Array[0, 12].Select(string.Concat),
        Gen.OneOf(Of(words), Gen.String[0, 3]).Array[0, 12].Select(string.Concat));

    /// <summary>One of these.</summary>
    public static Gen<string> Of(params string[] words) => Gen.Int[0, words.Length - 1].Select(index => words[index]);

    /// <summary>The same in lines.</summary>
    public static Gen<string> Lines(params string[] words) =>
        Of(words).Array[0, 6].Select(line => string.Join(' ', line)).Array[0, 8].Select(lines => string.Join('\n', lines));
}

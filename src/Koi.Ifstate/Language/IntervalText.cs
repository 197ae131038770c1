using System.Globalization;

namespace Koi.Ifstate.Language;

/// <summary>Times with a unit: <c>500ms</c>, <c>5s</c>, <c>2m</c>, <c>1h</c>.</summary>
internal static class IntervalText
{
    /// <summary>More digits than any interval has.</summary>
    private const int MostDigits = 17;

    /// <summary>Whether a word is digits and a unit.</summary>
    internal static bool HasForm(ReadOnlySpan<char> word)
    {
        var digits = word.IndexOfAnyExceptInRange('0', '9');
        return digits > 0 && MillisecondsOf(word[digits..]) > 0;
    }

    /// <summary>Reads a word that <see cref="HasForm"/>.</summary>
    /// <returns>False when it is longer than a <see cref="TimeSpan"/>.</returns>
    internal static bool TryParse(ReadOnlySpan<char> word, out TimeSpan time)
    {
        var digits = word.IndexOfAnyExceptInRange('0', '9');
        var number = word[..digits].TrimStart('0');
        time = default;
        if (number.Length > MostDigits)
        {
            return false;
        }

        var milliseconds = number.IsEmpty ? 0 : (Int128)long.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture) * MillisecondsOf(word[digits..]);
        if (milliseconds > (Int128)TimeSpan.MaxValue.TotalMilliseconds - 1)
        {
            return false;
        }

        time = TimeSpan.FromMilliseconds((long)milliseconds);
        return true;
    }

    private static int MillisecondsOf(ReadOnlySpan<char> unit) => unit switch
    {
        "ms" => 1,
        "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => 0,
    };
}

namespace Koi.Interfaces.Ifconfig;

/// <summary>Numbers as strtonum(3) reads them, with its words for what is wrong.</summary>
internal static class DecimalNumber
{
    /// <summary>Reads a number.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    public static string? Read(string text, uint least, uint most, out uint number)
    {
        number = 0;
        var digits = text.TrimStart(' ', '\t', '\n', '\v', '\f', '\r');
        var isNegative = digits.StartsWith('-');
        digits = isNegative || digits.StartsWith('+') ? digits[1..] : digits;
        if (digits.Length == 0 || !digits.All(char.IsAsciiDigit))
        {
            return "invalid";
        }

        digits = digits.TrimStart('0');
        var value = digits.Length switch { 0 => 0, > 10 => long.MaxValue, _ => long.Parse(digits) };
        value = isNegative ? -value : value;
        if (value < least)
        {
            return "too small";
        }

        if (value > most)
        {
            return "too large";
        }

        number = (uint)value;
        return null;
    }
}

namespace Koi;

/// <summary>Options as getopt(3) reads them: letters, with operands where the letter asks for one, up to <c>--</c> or the first operand.</summary>
/// <param name="arguments">The arguments, without the program's name.</param>
/// <param name="letters">Letters, each followed by a colon if it takes an operand.</param>
internal sealed class Getopt(string[] arguments, string letters)
{
    private int index;
    private int offset;

    /// <summary>The operand of the last option.</summary>
    public string Operand { get; private set; } = "";

    /// <summary>What is wrong with the last option; null when nothing is.</summary>
    public string? Error { get; private set; }

    /// <summary>The arguments after the options.</summary>
    public ReadOnlySpan<string> Rest => arguments.AsSpan(index);

    /// <summary>Reads the next option.</summary>
    /// <returns>Its letter; <c>'?'</c> for an error; null after the last.</returns>
    public char? Next()
    {
        if (offset == 0)
        {
            if (index >= arguments.Length || arguments[index].Length < 2 || arguments[index][0] != '-')
            {
                return null;
            }

            if (arguments[index] is "--")
            {
                index++;
                return null;
            }

            offset = 1;
        }

        var argument = arguments[index];
        var letter = argument[offset++];
        var place = letter == ':' ? -1 : letters.IndexOf(letter, StringComparison.Ordinal);
        var takesOperand = place >= 0 && place + 1 < letters.Length && letters[place + 1] == ':';
        if (place < 0)
        {
            Error = $"unknown option -- {letter}";
        }

        return takesOperand ? TakeOperand(letter, argument) : Finish(argument, place < 0 ? '?' : letter);
    }

    private char Finish(string argument, char letter)
    {
        if (offset >= argument.Length)
        {
            (index, offset) = (index + 1, 0);
        }

        return letter;
    }

    private char TakeOperand(char letter, string argument)
    {
        if (offset < argument.Length)
        {
            Operand = argument[offset..];
        }
        else if (index + 1 < arguments.Length)
        {
            Operand = arguments[++index];
        }
        else
        {
            Error = $"option requires an argument -- {letter}";
            letter = '?';
        }

        (index, offset) = (index + 1, 0);
        return letter;
    }
}

using System.Globalization;
using Koi.Language;

namespace Koi.Ifstate.Language;

/// <content>Tests by commands, and intervals.</content>
public sealed partial class ConfigurationParser
{
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(uint.MaxValue);

    private bool ReadCommand(Token command, ref Test test)
    {
        if (!ReadInterval(out var interval))
        {
            return false;
        }

        TimeSpan? timeout = null;
        var (rise, fall) = (0, 0);
        while (cursor.Peek() is { Kind: TokenKind.Word } word && word.Text.Span is "timeout" or "rise" or "fall")
        {
            cursor.Take();
            var isRead = word.Text.Span switch
            {
                "timeout" => ReadTimeout(word, ref timeout, interval),
                "rise" => ReadCount(word, ref rise),
                _ => ReadCount(word, ref fall),
            };
            if (!isRead)
            {
                return false;
            }
        }

        test = new Test.Command(command.Text.ToString(), interval, timeout, Math.Max(1, rise), Math.Max(1, fall));
        return true;
    }

    private bool ReadTimeout(Token word, ref TimeSpan? timeout, TimeSpan interval)
    {
        if (timeout is not null)
        {
            return cursor.Error(word.Span, "timeout already set", word.Macro);
        }

        if (!ReadInterval(out var time))
        {
            return false;
        }

        timeout = time;
        if (time >= interval)
        {
            Remark(
                word.Span.To(cursor.LastRead),
                $"timeout {TestText.Of(time)} is not shorter than every {TestText.Of(interval)}: the next run ends this one earlier");
        }

        return true;
    }

    private bool ReadCount(Token word, ref int count)
    {
        if (count != 0)
        {
            return cursor.Error(word.Span, $"{word.Text} already set", word.Macro);
        }

        if (!cursor.TryNumber("a number", out var number))
        {
            return cursor.SyntaxError();
        }

        count = (int)Math.Clamp(number.Number, 1, MostRuns);
        return count == number.Number
            || Complain(number.Span, string.Create(CultureInfo.InvariantCulture, $"invalid count: {number.Number}"), number.Macro);
    }

    /// <summary>Seconds, or a number with its unit.</summary>
    private bool ReadInterval(out TimeSpan interval)
    {
        interval = LongestInterval;
        if (AtIntervalWord())
        {
            var word = cursor.Take();
            return IntervalText.TryParse(word.Text.Span, out interval) && interval >= ShortestInterval && interval <= LongestInterval
                || Complain(word.Span, $"invalid interval: {word.Text}", word.Macro);
        }

        if (!cursor.TryNumber("a number of seconds or a time such as 500ms, 5s, 2m or 1h", out var number))
        {
            return cursor.SyntaxError();
        }

        if (number.Number is >= 1 and <= uint.MaxValue)
        {
            interval = TimeSpan.FromSeconds(number.Number);
            return true;
        }

        return Complain(number.Span, string.Create(CultureInfo.InvariantCulture, $"invalid interval: {number.Number}"), number.Macro);
    }

    private bool AtIntervalWord() => cursor.Peek() is { Kind: TokenKind.Word } word && IntervalText.HasForm(word.Text.Span);

    private bool AtWord(string text) => cursor.Peek() is { Kind: TokenKind.Word } word && word.Text.Span.SequenceEqual(text);
}

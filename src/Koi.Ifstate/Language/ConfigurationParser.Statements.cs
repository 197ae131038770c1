using Koi.Language;

namespace Koi.Ifstate.Language;

/// <content>States, blocks, what stands in them, and how reading goes on after an error.</content>
public sealed partial class ConfigurationParser
{
    private const int DeepestBlock = 200;
    private const int LongestName = 8095;

    private readonly List<Token> mentions = [];
    private bool hasBrokenState;
    private int depth;

    /// <summary>Whether all blocks are left after an error: always as yacc does, else at the start of another state and at the end.</summary>
    private bool isUnwinding;

    /// <summary>Braces in lines that were left after an error, each of which closes a block.</summary>
    private int closedBlocks;

    /// <summary>Whether the line feed after a block went with such a line.</summary>
    private bool lineIsTaken;

    private bool ReadState()
    {
        if (!ReadStateName(out var name, out var place))
        {
            hasBrokenState = true;
            return cursor.SyntaxError();
        }

        if (name.Length > LongestName)
        {
            hasBrokenState = true;
            return cursor.Error(place with { Length = 1 }, "string too long");
        }

        var isNew = !statesByName.TryGetValue(name, out var old);
        if (!isNew && IsOpenBsd)
        {
            return cursor.Error(place, $"state {name} already exists");
        }

        scope = new(name, place);
        if (isNew)
        {
            statesByName.Add(name, scope);
            states.Add(scope);
        }
        else
        {
            cursor.Report(place, $"state {name} already exists", old!.Place is { } first ? [new("it is here", first)] : []);
        }

        SkipNewLines();
        if (!cursor.TryCharacter('{'))
        {
            return cursor.SyntaxError();
        }

        if (!ReadBody(scope.Body, isState: true))
        {
            return false;
        }

        scope = global;
        return true;
    }

    private bool ReadStateName(out string name, out SourceSpan place)
    {
        (name, place) = ("", default);
        if (!cursor.TryWord("a name", out var first))
        {
            return false;
        }

        name = ReadMoreWords(first);
        place = first.Span;
        return true;
    }

    /// <summary>What stands between braces, and the closing one.</summary>
    /// <returns>False when all blocks are to be left.</returns>
    private bool ReadBody(List<Statement> body, bool isState)
    {
        var isEmpty = true;
        while (true)
        {
            if (closedBlocks > 0)
            {
                closedBlocks--;
                lineIsTaken = true;
                return true;
            }

            SkipNewLines();
            if (!isEmpty && cursor.TryCharacter('}'))
            {
                return true;
            }

            isEmpty = false;
            if (!IsOpenBsd && cursor.Peek() is { Kind: TokenKind.Keyword, Keyword: (int)Keyword.State or (int)Keyword.InitState })
            {
                // A closing brace is missing, and here is the next state.
                isUnwinding = true;
                return cursor.SyntaxError();
            }

            var begins = isState && Try(Keyword.Init) ? ReadBlock(scope.Init) : ReadStatement(body);
            if (!(begins && EndLine()) && !RecoverInBlock())
            {
                return false;
            }
        }
    }

    private bool ReadStatement(List<Statement> into) =>
        Try(Keyword.Run) ? ReadRun(into)
        : Try(Keyword.SetState) ? ReadSetState(into)
        : Try(Keyword.If) ? ReadIf(into)
        : cursor.SyntaxError();

    private bool ReadRun(List<Statement> into)
    {
        if (!cursor.TryWord("a command in quotes", out var command))
        {
            return cursor.SyntaxError();
        }

        TimeSpan? timeout = null;
        if (AtWord("timeout"))
        {
            cursor.Take();
            if (!ReadInterval(out var time))
            {
                return false;
            }

            timeout = time;
        }

        into.Add(new Statement.Run(command.Text.ToString(), timeout));
        return true;
    }

    private bool ReadSetState(List<Statement> into)
    {
        if (!cursor.TryWord("a state", out var name))
        {
            return cursor.SyntaxError();
        }

        if (scope.Place is null)
        {
            const string Message = "set-state must be used inside 'if'";
            return Complain(cursor.LastRead, IsOpenBsd ? Message : $"{Message} of a state", name.Macro);
        }

        into.Add(new Statement.SetState(mentions.Count));
        mentions.Add(name);
        return true;
    }

    private bool ReadIf(List<Statement> into)
    {
        var place = cursor.LastRead;
        if (!ReadExpression(out var condition))
        {
            return false;
        }

        if (depth >= DeepestBlock)
        {
            return cursor.Error(place, "blocks are nested too deeply");
        }

        depth++;
        List<Statement> block = [];
        var isRead = ReadBlock(block);
        depth--;
        into.Add(new Statement.If(condition, [.. block]));
        return isRead;
    }

    /// <summary>Statements in braces, or one without.</summary>
    private bool ReadBlock(List<Statement> block)
    {
        SkipNewLines();
        return cursor.TryCharacter('{') ? ReadBody(block, isState: false) : ReadStatement(block);
    }

    private void SkipNewLines()
    {
        while (cursor.Peek().Kind == TokenKind.NewLine)
        {
            cursor.Take();
        }
    }

    /// <summary>Goes on after an error outside of states, or after one that left them all.</summary>
    private void Recover(bool isState)
    {
        if (IsOpenBsd)
        {
            // As in OpenBSD's parser a state that was left half read is still the one that set-state is used in.
            isUnwinding = false;
            cursor.Recover();
            return;
        }

        if (!isUnwinding)
        {
            scope = isState ? new("", cursor.LastRead) : global;
            LeaveLine(isState);
        }

        (isUnwinding, lineIsTaken, closedBlocks) = (false, false, 0);
        scope = global;
    }

    /// <summary>Goes on with the next line of a block after an error.</summary>
    /// <returns>False when all blocks are to be left.</returns>
    private bool RecoverInBlock()
    {
        if (IsOpenBsd || isUnwinding || diagnostics.IsFull || cursor.Peek().Kind == TokenKind.EndOfFile)
        {
            isUnwinding = true;
            return false;
        }

        return LeaveLine(isState: false);
    }

    /// <summary>Leaves a line; the blocks that it opens are read for their errors.</summary>
    private bool LeaveLine(bool isState)
    {
        for (var opened = SkipLine(); opened > 0; opened--)
        {
            if (!ReadBody([], isState))
            {
                isUnwinding = true;
                return false;
            }

            opened += lineIsTaken ? 0 : SkipLine();
            lineIsTaken = false;
        }

        return true;
    }

    /// <summary>Takes the rest of a line.</summary>
    /// <returns>How many blocks it opens.</returns>
    private int SkipLine()
    {
        var opened = 0;
        while (cursor.Peek().Kind is not (TokenKind.NewLine or TokenKind.EndOfFile))
        {
            var token = cursor.Take();
            if (token.Is('{') || (token.Kind == TokenKind.Error && OpensBlock(token.Span)))
            {
                opened++;
            }
            else if (token.Is('}') && opened > 0)
            {
                opened--;
            }
            else if (token.Is('}'))
            {
                closedBlocks++;
            }
        }

        if (cursor.Peek().Kind == TokenKind.NewLine)
        {
            cursor.Take();
        }

        return opened;
    }

    /// <summary>Whether a line of which the lexer took the rest ends in a brace.</summary>
    private static bool OpensBlock(SourceSpan error)
    {
        var (start, length) = error.Source.LineBounds(error.Position.Line);
        var rest = error.Source.Text.AsSpan(start, length)[Math.Min(length, error.Start - start)..];
        var comment = rest.IndexOf('#');
        return (comment < 0 ? rest : rest[..comment]).TrimEnd(" \t").EndsWith('{');
    }
}

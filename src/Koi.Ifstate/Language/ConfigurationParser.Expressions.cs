using System.Diagnostics.CodeAnalysis;
using Koi.Language;

namespace Koi.Ifstate.Language;

/// <content>Expressions: <c>&amp;&amp;</c> and <c>||</c> have one precedence and associate to the left, <c>!</c> binds tighter.</content>
public sealed partial class ConfigurationParser
{
    /// <summary>How deep a tree may be, not counting left sides: those are walked in loops, all else may be by recursion.</summary>
    private const int DeepestTree = 200;

    private const int LongestShownTree = 400;

    private readonly Stack<Level> levels = new();

    /// <summary>A tree and its depth.</summary>
    private readonly record struct Part(Expression Tree, int Depth);

    /// <summary>What was read within a pair of parentheses, before an operand.</summary>
    private readonly record struct Level(Part? Left, bool IsAnd, int Negations, bool HasAnd, bool HasOr)
    {
        public bool IsMixed => HasAnd && HasOr;

        public Level After(Part left, bool isAnd) => new(left, isAnd, 0, HasAnd || isAnd, HasOr || !isAnd);
    }

    /// <summary>Reads an expression. Parentheses are kept on a stack of its own: what -nv prints has many.</summary>
    private bool ReadExpression([NotNullWhen(true)] out Expression? tree)
    {
        tree = null;
        var (start, isMixed) = (cursor.Peek().Span, false);
        levels.Clear();
        var level = default(Level);
        while (true)
        {
            level = level with { Negations = CountNegations() };
            if (cursor.TryCharacter('('))
            {
                levels.Push(level);
                level = default;
                continue;
            }

            if (!ReadTest(out var test) || !TryCombine(level, new(new Expression.Leaf(scope.NumberOf(test)), 0), out var part))
            {
                return false;
            }

            while (levels.Count > 0 && cursor.TryCharacter(')'))
            {
                level = levels.Pop();
                if (!TryCombine(level, part, out part))
                {
                    return false;
                }
            }

            if (Try(Keyword.And))
            {
                level = level.After(part, isAnd: true);
            }
            else if (Try(Keyword.Or))
            {
                level = level.After(part, isAnd: false);
            }
            else if (levels.Count > 0)
            {
                return cursor.SyntaxError();
            }
            else
            {
                tree = part.Tree;
                RemarkMixture(isMixed, start, tree);
                return true;
            }

            isMixed |= level.IsMixed;
        }
    }

    private int CountNegations()
    {
        var count = 0;
        while (cursor.TryCharacter('!'))
        {
            count++;
        }

        return count;
    }

    private bool TryCombine(Level level, Part operand, out Part combined)
    {
        combined = operand;
        for (var i = 0; i < level.Negations && combined.Depth <= DeepestTree; i++)
        {
            combined = new(new Expression.Not(combined.Tree), combined.Depth + 1);
        }

        if (level.Left is { } left)
        {
            combined = new(
                level.IsAnd ? new Expression.And(left.Tree, combined.Tree) : new Expression.Or(left.Tree, combined.Tree),
                Math.Max(left.Depth, combined.Depth + 1));
        }

        return combined.Depth <= DeepestTree || cursor.Error(cursor.LastRead, "the expression is nested too deeply");
    }

    private void RemarkMixture(bool isMixed, SourceSpan start, Expression tree)
    {
        if (!isMixed)
        {
            return;
        }

        var text = TestText.Of(tree, scope.Tests);
        text = text.Length > LongestShownTree ? $"{text.AsSpan(0, LongestShownTree)}..." : text;
        Remark(start, $"&& and || bind alike, from left to right; this is read as {text}");
    }
}

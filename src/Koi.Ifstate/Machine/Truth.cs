using System.Diagnostics;

namespace Koi.Ifstate.Machine;

/// <summary>A truth value. What is not known is not true, and its opposite is not true either.</summary>
internal readonly record struct Truth(bool IsKnown, bool IsTrue)
{
    /// <summary>Known or not, as OpenBSD computes a node: only when a test below it was answered.</summary>
    /// <param name="expression">The tree.</param>
    /// <param name="ofTest">The truth of a test by its index.</param>
    public static Truth Of(Expression expression, Func<int, Truth> ofTest)
    {
        // A chain of operators is deep on its left side only: that side is walked, the other side is called.
        Stack<Expression>? above = null;
        while (expression is not Expression.Leaf)
        {
            (above ??= []).Push(expression);
            expression = expression switch
            {
                Expression.Not not => not.Operand,
                Expression.And and => and.Left,
                Expression.Or or => or.Left,
                _ => throw new UnreachableException(),
            };
        }

        var truth = ofTest(((Expression.Leaf)expression).Test);
        while (above is not null && above.TryPop(out var node))
        {
            truth = node switch
            {
                Expression.Not => truth.Opposite,
                Expression.And and => truth.And(Of(and.Right, ofTest)),
                Expression.Or or => truth.Or(Of(or.Right, ofTest)),
                _ => throw new UnreachableException(),
            };
        }

        return truth;
    }

    private Truth Opposite => new(IsKnown, IsKnown && !IsTrue);

    private Truth And(Truth other) => new(IsKnown || other.IsKnown, IsTrue && other.IsTrue);

    private Truth Or(Truth other) => new(IsKnown || other.IsKnown, IsTrue || other.IsTrue);
}

/// <summary>The truth of tests.</summary>
internal static class Truths
{
    /// <summary>The truth of a test.</summary>
    /// <param name="test">The question.</param>
    /// <param name="answer">What is remembered of it.</param>
    /// <param name="world">What it is judged by.</param>
    /// <param name="touched">What has changed since the start; null when all is known.</param>
    /// <param name="active">How long its scope has been active.</param>
    public static Truth Of(Test test, in Answer answer, World world, Touched? touched, TimeSpan active) => test switch
    {
        Test.Command => new(answer.IsKnown, answer.IsKnown && answer.IsTrue),
        Test.After after => new(IsKnown: true, active >= after.Time),
        Test.AddressChanged or Test.MembersChanged => InWorld(test, answer.IsPulsing, world, touched),
        _ => InWorld(test, WorldTests.Holds(test, world), world, touched),
    };

    private static Truth InWorld(Test test, bool holds, World world, Touched? touched)
    {
        var isKnown = touched is null || touched.Concerns(test, world);
        return new(isKnown, isKnown && holds);
    }
}

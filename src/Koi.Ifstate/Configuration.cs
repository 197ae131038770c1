using System.Collections.Immutable;

namespace Koi.Ifstate;

/// <summary>A file of ifstated.conf(5), read and checked.</summary>
/// <param name="Global">What stands outside of states: always active, without a name and without init.</param>
/// <param name="States">In the order of the file; none is legal.</param>
/// <param name="Initial">The index of the state to begin with; -1 where there is no state.</param>
public sealed record Configuration(Scope Global, ImmutableArray<Scope> States, int Initial);

/// <summary>Statements that are active together, and the tests that they mention: a state, or what stands outside of states.</summary>
/// <param name="Name">The state's name; empty outside of states.</param>
/// <param name="Init">Carried out once, on entry.</param>
/// <param name="Body">Judged on entry and at each change of a test.</param>
/// <param name="Tests">Each test once, however often it is mentioned; <see cref="Expression.Leaf"/> has the index.</param>
public sealed record Scope(
    string Name, ImmutableArray<Statement> Init, ImmutableArray<Statement> Body, ImmutableArray<Test> Tests);

/// <summary>Something to do.</summary>
public abstract record Statement
{
    private Statement()
    {
    }

    /// <summary>Runs a command by <c>/bin/sh -c</c>.</summary>
    /// <param name="Command">For the shell.</param>
    /// <param name="Timeout">After this time it is killed; null: when it has run for long and others wait.</param>
    public sealed record Run(string Command, TimeSpan? Timeout) : Statement;

    /// <summary>Asks for a state; the last request of a judgement counts.</summary>
    /// <param name="State">The index among <see cref="Configuration.States"/>.</param>
    public sealed record SetState(int State) : Statement;

    /// <summary>Does a block when an expression is true.</summary>
    public sealed record If(Expression Condition, ImmutableArray<Statement> Block) : Statement;
}

/// <summary>A tree of tests. A chain of thousands of operators is as deep on its left side; parentheses and <c>!</c> are limited.</summary>
public abstract record Expression
{
    private Expression()
    {
    }

    /// <summary>A test.</summary>
    /// <param name="Test">Its index among <see cref="Scope.Tests"/>.</param>
    public sealed record Leaf(int Test) : Expression;

    /// <summary>The opposite.</summary>
    public sealed record Not(Expression Operand) : Expression;

    /// <summary>Both.</summary>
    public sealed record And(Expression Left, Expression Right) : Expression;

    /// <summary>Either, or both.</summary>
    public sealed record Or(Expression Left, Expression Right) : Expression;
}

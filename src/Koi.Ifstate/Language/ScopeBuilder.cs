using System.Collections.Immutable;
using Koi.Language;

namespace Koi.Ifstate.Language;

/// <summary>A scope that is being read.</summary>
/// <param name="name">Empty outside of states.</param>
/// <param name="place">Where a state is named; null outside of states.</param>
internal sealed class ScopeBuilder(string name, SourceSpan? place)
{
    private readonly Dictionary<Test, int> numbers = [];

    /// <summary>The state's name.</summary>
    public string Name { get; } = name;

    /// <summary>Where a state is named; null outside of states.</summary>
    public SourceSpan? Place { get; } = place;

    /// <summary>All <c>init</c> blocks, one after the other.</summary>
    public List<Statement> Init { get; } = [];

    /// <summary>Everything else.</summary>
    public List<Statement> Body { get; } = [];

    /// <summary>In the order of their first mention.</summary>
    public List<Test> Tests { get; } = [];

    /// <summary>The index of a test; an equal one is the same.</summary>
    public int NumberOf(Test test)
    {
        if (!numbers.TryGetValue(test, out var number))
        {
            numbers.Add(test, number = Tests.Count);
            Tests.Add(test);
        }

        return number;
    }

    /// <summary>The scope, with the states that it asks for by their final indices.</summary>
    public Scope Build(ReadOnlySpan<int> stateOfMention) =>
        new(Name, Resolve(Init, stateOfMention), Resolve(Body, stateOfMention), [.. Tests]);

    private static ImmutableArray<Statement> Resolve(IReadOnlyList<Statement> statements, ReadOnlySpan<int> stateOfMention)
    {
        var resolved = ImmutableArray.CreateBuilder<Statement>(statements.Count);
        foreach (var statement in statements)
        {
            resolved.Add(statement switch
            {
                Statement.SetState(var mention) => new Statement.SetState(stateOfMention[mention]),
                Statement.If choice => choice with { Block = Resolve(choice.Block, stateOfMention) },
                Statement.Run => statement,
                _ => throw new System.Diagnostics.UnreachableException(),
            });
        }

        return resolved.MoveToImmutable();
    }
}

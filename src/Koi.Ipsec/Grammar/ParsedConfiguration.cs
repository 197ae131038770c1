using System.Collections.Immutable;
using Koi.Ipsec.Rules;
using Koi.Language;

namespace Koi.Ipsec.Grammar;

/// <summary>What a configuration says and what is wrong with it.</summary>
/// <param name="Statements">Macros and expanded rules, in the order in which they are printed.</param>
/// <param name="Diagnostics">Errors and warnings.</param>
/// <param name="ErrorCount">Nothing may be loaded unless it is 0.</param>
/// <param name="IsFatal">Whether reading stopped at once, where OpenBSD's program ends without its closing message.</param>
/// <param name="UnusedMacros">Macros that no rule asked for, in order of definition.</param>
/// <param name="Redact">The text of a file that was read with its keys and passwords covered, of the same length.</param>
public sealed record ParsedConfiguration(
    ImmutableArray<Statement> Statements,
    ImmutableArray<Diagnostic> Diagnostics,
    int ErrorCount,
    bool IsFatal,
    ImmutableArray<string> UnusedMacros,
    Func<SourceText, string> Redact)
{
    /// <summary>The rules alone.</summary>
    public IEnumerable<Rule> Rules => Rule.In(Statements);
}

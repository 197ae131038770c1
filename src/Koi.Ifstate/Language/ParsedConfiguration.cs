using System.Collections.Immutable;
using Koi.Language;

namespace Koi.Ifstate.Language;

/// <summary>What a file says and what is wrong with it.</summary>
/// <param name="Configuration">Null when there are errors.</param>
/// <param name="Diagnostics">Errors and warnings. A warning here is for everybody; what <c>-nv</c> alone tells is in <paramref name="Remarks"/>.</param>
/// <param name="Remarks">Warnings about what is legal and seldom meant, such as <c>&amp;&amp;</c> beside <c>||</c> without parentheses.</param>
/// <param name="UnusedMacros">In order of definition.</param>
public sealed record ParsedConfiguration(
    Configuration? Configuration, ImmutableArray<Diagnostic> Diagnostics, ImmutableArray<Diagnostic> Remarks, ImmutableArray<Macro> UnusedMacros);

/// <summary>What a parser asks the machine.</summary>
public sealed class IfstateEnvironment
{
    /// <summary>The text of an included file, by its path, or why it cannot be read.</summary>
    public required Func<string, (string Text, string? Error)> ReadInclude { get; init; }

    /// <summary>Whether there is an interface or a group of this name now; what is missing is worth a warning, and with <c>-n</c> an error.</summary>
    public required Func<string, bool> Exists { get; init; }

    /// <summary>Whether what is missing is an error.</summary>
    public bool IsStrict { get; init; }
}

using Koi.Language;

namespace Koi.Ipsec.Rules;

/// <summary>Something that a configuration says, in the order of the file.</summary>
/// <param name="Span">Where it says so.</param>
public abstract record Statement(SourceSpan Span);

/// <summary>A macro definition.</summary>
/// <param name="Name">As written after <c>$</c>.</param>
/// <param name="Value">The value in the file, also where the command line's wins.</param>
/// <param name="HoldsSecret">Whether the value is used as a key or a password somewhere in the file.</param>
/// <param name="Span">The definition.</param>
public sealed record MacroAssignment(string Name, string Value, bool HoldsSecret, SourceSpan Span) : Statement(Span);

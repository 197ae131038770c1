using System.Diagnostics.CodeAnalysis;

namespace Koi.Language;

/// <summary>A named text.</summary>
/// <param name="Name">As written after <c>$</c>.</param>
/// <param name="Value">Replaces the use, and is read again as tokens.</param>
/// <param name="DefinedAt">The name in its definition; null for <c>-D</c>.</param>
/// <param name="IsPersistent">Given on the command line: definitions in files do not replace it.</param>
public sealed record Macro(string Name, string Value, SourceSpan? DefinedAt, bool IsPersistent)
{
    /// <summary>Whether a <c>$name</c> asked for it.</summary>
    public bool IsUsed { get; internal set; }
}

/// <summary>The macros of one parse, shared with included files.</summary>
public sealed class MacroTable
{
    private readonly List<Macro> order = [];
    private readonly Dictionary<string, Macro> byName = new(StringComparer.Ordinal);

    /// <summary>In order of definition; a macro that is defined again moves to the end.</summary>
    public IReadOnlyList<Macro> All => order;

    /// <summary>Defines or replaces a macro; a macro of the command line wins over files.</summary>
    /// <returns>False when the command line's definition stays.</returns>
    public bool Define(Macro macro)
    {
        if (byName.TryGetValue(macro.Name, out var old))
        {
            if (old.IsPersistent)
            {
                return false;
            }

            order.Remove(old);
        }

        byName[macro.Name] = macro;
        order.Add(macro);
        return true;
    }

    /// <summary>Splits <c>name=value</c> of a <c>-D</c> option at the last equals sign and defines it.</summary>
    /// <returns>False when there is no equals sign.</returns>
    public bool TryDefineFromOption(string argument)
    {
        var split = argument.LastIndexOf('=');
        return split >= 0 && (Define(new(argument[..split], argument[(split + 1)..], DefinedAt: null, IsPersistent: true)) || true);
    }

    /// <summary>Looks a macro up for use.</summary>
    public bool TryUse(ReadOnlySpan<char> name, [NotNullWhen(true)] out Macro? macro)
    {
        if (byName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out macro))
        {
            macro.IsUsed = true;
            return true;
        }

        return false;
    }
}

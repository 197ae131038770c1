using System.Collections.Immutable;

namespace Koi.Interfaces.Groups;

/// <summary>What a plan has to look at; the rest is known to be right.</summary>
/// <param name="Interfaces">Names whose membership or addresses may have changed.</param>
/// <param name="AddressSets">Address sets that may be wrong besides those of the interfaces.</param>
/// <param name="IsEverything">Whether to look at all there is.</param>
public sealed record Touched(ImmutableHashSet<string> Interfaces, ImmutableHashSet<string> AddressSets, bool IsEverything)
{
    /// <summary>Nothing.</summary>
    public static Touched Nothing { get; } = new([], [], IsEverything: false);

    /// <summary>All there is.</summary>
    public static Touched Everything { get; } = Nothing with { IsEverything = true };

    /// <summary>Whether there is nothing to look at.</summary>
    public bool IsEmpty => !IsEverything && Interfaces.IsEmpty && AddressSets.IsEmpty;

    /// <summary>With an interface.</summary>
    public Touched With(string interfaceName) => this with { Interfaces = Interfaces.Add(interfaceName) };

    /// <summary>With an address set.</summary>
    public Touched WithSet(string set) => this with { AddressSets = AddressSets.Add(set) };
}

using System.Collections.Immutable;

namespace Koi.Interfaces.Groups;

/// <summary>What is to be done after a burst of events, before the next plan: what to read again, what to look at.</summary>
public sealed record Pending
{
    /// <summary>Nothing.</summary>
    public static Pending Nothing { get; } = new();

    /// <summary>What the plan has to look at.</summary>
    public Touched Touched { get; init; } = Touched.Nothing;

    /// <summary>Interfaces whose addresses are to be read: events do not tell their order.</summary>
    public ImmutableHashSet<int> Addresses { get; init; } = [];

    /// <summary>Whether default routes are to be read: some vanish without an event.</summary>
    public bool NeedsRoutes { get; init; }

    /// <summary>Whether all sets are to be read.</summary>
    public bool NeedsKernel { get; init; }

    /// <summary>Whether all interfaces, addresses and routes are to be read.</summary>
    public bool NeedsInterfaces { get; init; }

    /// <summary>With an interface to look at.</summary>
    public Pending With(string interfaceName) => this with { Touched = Touched.With(interfaceName) };
}

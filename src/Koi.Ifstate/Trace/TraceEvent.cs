using System.Collections.Immutable;
using Koi.Language;
using Koi.Netlink;

namespace Koi.Ifstate.Trace;

/// <summary>A line of a trace: what happens to the machine that is played.</summary>
/// <param name="At">Since the start. What happens at 0 is so before it.</param>
/// <param name="Change">What.</param>
public sealed record TraceEvent(TimeSpan At, TraceChange Change);

/// <summary>Something that a trace has happen.</summary>
public abstract record TraceChange
{
    private TraceChange()
    {
    }

    /// <summary><c>link eth0 up</c>.</summary>
    /// <param name="Name">Of the interface.</param>
    /// <param name="State">Null: it is gone, with its addresses, routes and memberships.</param>
    public sealed record Link(string Name, LinkState? State) : TraceChange;

    /// <summary><c>inet eth0 192.0.2.1/24</c>: all usable addresses that it has from now on, of both families.</summary>
    public sealed record Addresses(string Name, ImmutableArray<InetPrefix> Usable) : TraceChange;

    /// <summary><c>route eth0 inet</c>: a default route leaves by it, or does no more.</summary>
    public sealed record Route(string Name, AddressFamilies Family, bool IsGone) : TraceChange;

    /// <summary><c>group ext eth0 eth1</c>: all members that it has from now on.</summary>
    public sealed record Group(string Name, ImmutableSortedSet<string> Members) : TraceChange;

    /// <summary><c>demotion carp 1</c>.</summary>
    public sealed record Demotion(string Name, int Count) : TraceChange;

    /// <summary><c>exit 1 "ping -c1 192.0.2.1"</c>: what a command test comes to from now on; 0 before.</summary>
    public sealed record Exit(int Status, string Command) : TraceChange;

    /// <summary><c>end</c>: time passes until then.</summary>
    public sealed record End : TraceChange;
}

/// <summary>What a trace says and what is wrong with it.</summary>
/// <param name="Events">In order of time; none when there are errors.</param>
/// <param name="Diagnostics">In order.</param>
public sealed record ParsedTrace(ImmutableArray<TraceEvent> Events, ImmutableArray<Diagnostic> Diagnostics);

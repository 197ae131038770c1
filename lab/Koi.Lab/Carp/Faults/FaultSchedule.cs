using System.Collections.Immutable;

namespace Koi.Lab.Carp.Faults;

/// <summary>Random faults; the same numbers make the same schedule, on every machine.</summary>
/// <remarks>
/// Rounds of one to four overlapping faults; a round ends with everything undone, and a calm in which one owner must be found.
/// Delay is left out: the kernel at hand has no netem (<see cref="Kernel.HasNetem"/>). So are steps of the clock: it is the whole
/// machine's, a time namespace can only shift the monotonic clocks, and only of programs yet to be started.
/// </remarks>
public static class FaultSchedule
{
    private const int MostInRound = 4;
    private const int MostWait = 1500;

    /// <summary>The faults, and what undoes each; null when it undoes itself.</summary>
    private static readonly ImmutableArray<(FaultKind Kind, FaultKind? Undo)> Choices =
    [
        (FaultKind.Kill, FaultKind.Start),
        (FaultKind.Stop, FaultKind.Start),
        (FaultKind.Freeze, FaultKind.Thaw),
        (FaultKind.Pause, FaultKind.Resume),
        (FaultKind.Cut, FaultKind.Heal),
        (FaultKind.Mute, FaultKind.Heal),
        (FaultKind.Deafen, FaultKind.Heal),
        (FaultKind.Unplug, FaultKind.Plug),
        (FaultKind.Flap, null),
        (FaultKind.ParentDown, FaultKind.ParentUp),
        (FaultKind.Reload, null),
        (FaultKind.ReloadInvalid, null),
    ];

    /// <summary>Makes a schedule.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="faults">How many faults, not counting what undoes them.</param>
    /// <param name="gateways">How many gateways there are.</param>
    public static ImmutableArray<Fault> Generate(ulong seed, int faults, int gateways)
    {
        var random = new SeededNumbers(seed);
        var steps = ImmutableArray.CreateBuilder<Fault>();
        for (var left = faults; left > 0;)
        {
            var size = Math.Min(left, 1 + random.Next(MostInRound));
            AddRound(steps, random, size, gateways);
            left -= size;
        }

        return steps.ToImmutable();
    }

    /// <summary>What undoes a fault; null when it undoes itself, or is none.</summary>
    internal static FaultKind? Undo(FaultKind kind) => Choices.FirstOrDefault(choice => choice.Kind == kind).Undo;

    /// <summary>Whether it undoes a fault.</summary>
    internal static bool IsUndoing(FaultKind kind) => Choices.Any(choice => choice.Undo == kind);

    /// <summary>A gateway has one fault at a time; a second one first undoes the first.</summary>
    private static void AddRound(ImmutableArray<Fault>.Builder steps, SeededNumbers random, int size, int gateways)
    {
        var undone = new FaultKind?[gateways];
        for (var i = 0; i < size; i++)
        {
            var gateway = random.Next(gateways);
            if (undone[gateway] is { } undo)
            {
                steps.Add(new Fault(random.Next(MostWait), gateway, undo));
            }

            var (kind, itsUndo) = Choices[random.Next(Choices.Length)];
            steps.Add(new Fault(random.Next(MostWait), gateway, kind));
            undone[gateway] = itsUndo;
        }

        for (var gateway = 0; gateway < gateways; gateway++)
        {
            if (undone[gateway] is { } undo)
            {
                steps.Add(new Fault(random.Next(MostWait), gateway, undo));
            }
        }

        steps.Add(new Fault(0, -1, FaultKind.Calm));
    }
}

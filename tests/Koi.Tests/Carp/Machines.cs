using Koi.Carp;

namespace Koi.Tests.Carp;

/// <summary>Machines in known states, and events, with short words.</summary>
internal static class Machines
{
    public const long Start = 10_000_000;

    public static readonly CarpSettings Settings = new() { Vhid = 1, AdvBase = 1, HasV4 = true, HasV6 = true };

    public static CarpMachine Backup(CarpSettings? settings = null, byte demote = 0) =>
        Step(new() { Demote = demote }, CarpEventKind.Up, settings).Next;

    public static CarpMachine Claiming(CarpSettings? settings = null, byte demote = 0)
    {
        var backup = Backup(settings, demote);
        return Step(backup, CarpEventKind.Tick, settings, backup.Next).Next;
    }

    public static CarpMachine Master(CarpSettings? settings = null, byte demote = 0) =>
        Step(Claiming(settings, demote), CarpEventKind.Claimed, settings).Next;

    public static CarpMachine In(CarpState state, CarpSettings? settings = null) => state switch
    {
        CarpState.Init => new(),
        CarpState.Backup => Backup(settings),
        CarpState.Master or _ => Master(settings),
    };

    public static CarpStep Step(CarpMachine machine, CarpEventKind kind, CarpSettings? settings = null, long now = Start) =>
        CarpMachine.Step(machine, CarpEvent.Of(kind), settings ?? Settings, now);

    public static CarpStep Hear(CarpMachine machine, Advertisement heard, CarpSettings? settings = null, long now = Start, bool isV6 = false) =>
        CarpMachine.Step(machine, new() { Kind = CarpEventKind.Heard, Advertisement = heard, IsV6 = isV6 }, settings ?? Settings, now);

    public static CarpStep Order(CarpMachine machine, CarpState state, long now = Start) =>
        CarpMachine.Step(machine, new() { Kind = CarpEventKind.Ordered, State = state }, Settings, now);

    public static CarpStep Demote(CarpMachine machine, byte demote, long now = Start) =>
        CarpMachine.Step(machine, new() { Kind = CarpEventKind.Demoted, Demote = demote }, Settings, now);

    public static Advertisement From(int skew, int advBase = 1, int demote = 0, ulong cookie = 99) =>
        new(1, (byte)advBase, (byte)skew, (byte)demote, cookie);
}

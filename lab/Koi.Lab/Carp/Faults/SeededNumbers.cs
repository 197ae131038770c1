namespace Koi.Lab.Carp.Faults;

/// <summary>Numbers that look random and depend on the seed alone: splitmix64.</summary>
internal sealed class SeededNumbers(ulong seed)
{
    private ulong state = seed;

    /// <summary>From 0 up to a limit, which is not reached.</summary>
    public int Next(int limit)
    {
        state += 0x9e3779b97f4a7c15;
        var mixed = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return (int)((mixed ^ (mixed >> 31)) % (ulong)limit);
    }
}

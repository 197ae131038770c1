namespace Koi.SaSync.Node;

/// <summary>
/// Whose outbound sequence numbers are whose: blocks of one leap, dealt out to the gateways in turn. Whoever becomes master begins in a block
/// of its own, so that two that became master at once, each for itself, never send the same number, as long as none of them sends more than
/// a leap of packets with an SA before they meet again.
/// </summary>
/// <param name="Leap">Length of a block, in packets.</param>
/// <param name="Gateways">How many gateways there are.</param>
/// <param name="Rank">Which of them this is, from 0.</param>
public readonly record struct SequenceBlocks(uint Leap, int Gateways, int Rank)
{
    /// <summary>The greatest distance between a master's number and a slave's.</summary>
    public ulong Furthest => Leap * ((ulong)Gateways + 2);

    /// <summary>The greatest leap that so many gateways can have: with a step of half of 32 bits a receiver takes new for old.</summary>
    public static uint GreatestLeap(int gateways) => SyncConfiguration.GreatestLeap / (uint)(gateways + 2);

    /// <summary>Where this gateway begins after a number: in its first block that is at least a leap away.</summary>
    /// <param name="number">The last that the master is known to have sent.</param>
    /// <param name="last">The last that the SA can send; the result is not beyond.</param>
    public ulong After(ulong number, ulong last)
    {
        if (number >= last - Math.Min(last, Furthest))
        {
            return last;
        }

        var gateways = (ulong)Gateways;
        var block = (number / Leap) + 2;
        block += (((ulong)Rank + gateways) - (block % gateways)) % gateways;
        return block * Leap;
    }
}

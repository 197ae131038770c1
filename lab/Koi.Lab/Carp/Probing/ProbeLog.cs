namespace Koi.Lab.Carp.Probing;

/// <summary>When each probe was sent and answered; all memory is there from the start.</summary>
internal sealed class ProbeLog(int capacity)
{
    private readonly long[] sent = new long[capacity];
    private readonly long[] answered = new long[capacity];
    private volatile int count;

    /// <summary>How many have been sent.</summary>
    public int Count => count;

    public bool IsFull => count == capacity;

    /// <summary>When a probe was sent.</summary>
    public long Sent(int number) => sent[number];

    /// <summary>When the answer came; 0 when none has.</summary>
    public long Answered(int number) => Volatile.Read(ref answered[number]);

    /// <summary>A probe is being sent.</summary>
    public void Add(long now)
    {
        sent[count] = now;
        count++;
    }

    /// <summary>An answer came; of several the first counts.</summary>
    public void Answer(long number, long time)
    {
        if (number >= 0 && number < count && answered[number] == 0)
        {
            Volatile.Write(ref answered[number], Math.Max(time, sent[number]));
        }
    }
}

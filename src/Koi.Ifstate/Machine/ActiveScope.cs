namespace Koi.Ifstate.Machine;

/// <summary>A <see cref="ScopeState"/> while an event is taken.</summary>
internal sealed class ActiveScope
{
    private readonly ScopeState before;
    private Answer[]? written;

    /// <summary>Of what is remembered.</summary>
    public ActiveScope(ScopeState before)
    {
        this.before = before;
        Entry = before.Entry;
        Pending = before.Pending;
    }

    public Scope Scope => before.Scope;

    public int Index => before.Index;

    public TimeSpan Since => before.Since;

    public bool HasTimes => before.HasTimes;

    public Entry? Entry { get; set; }

    public Cause? Pending { get; set; }

    public ReadOnlySpan<Answer> Answers => written ?? before.Answers.AsSpan();

    /// <summary>Whether nothing is left to wait for before its entry can be carried out.</summary>
    public bool IsReady
    {
        get
        {
            if (Entry is { WaitsFor: > 0 })
            {
                return false;
            }

            foreach (ref readonly var answer in Answers)
            {
                if (answer.First != FirstRun.Over)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>A test's answer, to be changed.</summary>
    public ref Answer Write(int test)
    {
        written ??= [.. before.Answers];
        return ref written[test];
    }

    /// <summary>The test that a run belongs to; -1 when it is none of this scope.</summary>
    public int IndexOf(TestRun run)
    {
        var answers = Answers;
        for (var i = 0; i < answers.Length; i++)
        {
            if (answers[i].Running == run)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Makes all pulses false.</summary>
    public void ClearPulses()
    {
        for (var i = 0; i < Answers.Length; i++)
        {
            if (Answers[i].IsPulsing)
            {
                Write(i).IsPulsing = false;
            }
        }
    }

    /// <summary>What is to be remembered.</summary>
    public ScopeState Freeze() => written is null && ReferenceEquals(Entry, before.Entry) && ReferenceEquals(Pending, before.Pending)
        ? before
        : before with { Answers = written is null ? before.Answers : [.. written], Entry = Entry, Pending = Pending };
}

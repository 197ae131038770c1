using System.Collections.Immutable;
using Koi.Lab.Carp.Probing;

namespace Koi.Lab.Carp.Faults;

/// <summary>When something held.</summary>
internal sealed class Conditions
{
    private readonly ImmutableArray<Stretch>.Builder stretches = ImmutableArray.CreateBuilder<Stretch>();
    private long? since;

    /// <summary>The times that have ended.</summary>
    public ImmutableArray<Stretch> Stretches => stretches.ToImmutable();

    /// <summary>Whether it holds from now on.</summary>
    public void Set(bool holds, long now)
    {
        if (holds)
        {
            since ??= now;
        }
        else
        {
            End(now);
        }
    }

    /// <summary>It is no longer watched.</summary>
    public void End(long now)
    {
        if (since is { } from)
        {
            stretches.Add(new Stretch(from, now));
        }

        since = null;
    }
}

using Koi.Carp;

namespace Koi.Tests.Carp.Model;

/// <summary>What goes wrong on a segment: at a random time, for a random time.</summary>
internal static class Disturbance
{
    /// <summary>What a schedule may do.</summary>
    public enum Kinds
    {
        /// <summary>Processes and hosts die, stop and start; carriers come and go.</summary>
        Deaths,

        /// <summary>Administrators give orders, demote and change settings too.</summary>
        Nodes,

        /// <summary>The segment is torn and loses frames too.</summary>
        All,
    }

    public static void Schedule(Segment segment, Random random, Kinds kinds, long end)
    {
        var node = segment.Nodes[random.Next(segment.Nodes.Count)];
        var from = random.NextInt64(end);
        var to = random.NextInt64(from, end);
        switch (random.Next(kinds switch { Kinds.Deaths => 6, Kinds.Nodes => 9, Kinds.All or _ => 13 }))
        {
            case 0:
                segment.At(from, node.Kill);
                segment.At(to, node.Start);
                break;
            case 1:
                segment.At(from, node.LosePower);
                segment.At(to, node.Start);
                break;
            case 2:
                segment.At(from, node.Freeze);
                segment.At(to, node.Thaw);
                break;
            case 3:
                segment.At(from, () => node.SetCarrier(false));
                segment.At(to, () => node.SetCarrier(true));
                break;
            case 4:
                segment.At(from, () => node.Post(CarpEvent.Of(CarpEventKind.Down)));
                segment.At(to, () => Raise(node));
                break;
            case 5:
                // Killed and started again while its lease lives, as by an upgrade.
                segment.At(from, node.Kill);
                segment.At(from + (node.Settings.Interval / 2), node.Start);
                break;
            case 6:
                segment.At(from, () => node.SetDemote((byte)random.Next(3)));
                segment.At(to, () => node.SetDemote((byte)random.Next(3)));
                break;
            case 7:
                segment.At(from, () => node.Post(new() { Kind = CarpEventKind.Ordered, State = (CarpState)random.Next(3) }));
                segment.At(to, () => Raise(node));
                break;
            case 8:
                segment.At(from, () => node.Slow(random.Next(2)));
                break;
            case 9:
                segment.At(from, () => segment.Loss = random.Next(1, 80));
                segment.At(to, () => segment.Loss = 0);
                break;
            default:
                segment.At(from, () => Part(segment, random));
                segment.At(to, () => Heal(segment));
                break;
        }
    }

    /// <summary>Everything works again; of those that are dead some stay so, but not all.</summary>
    public static void Mend(Segment segment, Random random)
    {
        segment.Loss = 0;
        Heal(segment);
        foreach (var node in segment.Nodes)
        {
            node.SetCarrier(true);
            node.Thaw();
            if (node.IsRunning || random.Next(2) == 0)
            {
                node.Start();
                Raise(node);
            }
        }

        if (!segment.Nodes.Any(node => node.IsRunning))
        {
            segment.Nodes[0].Start();
        }
    }

    private static void Raise(Node node)
    {
        if (node.HasCarrier)
        {
            node.Post(CarpEvent.Of(CarpEventKind.Up));
        }
    }

    private static void Part(Segment segment, Random random)
    {
        var families = random.Next(1, 4);
        for (var id = 0; id < segment.Nodes.Count; id++)
        {
            var part = random.Next(2);
            segment.Parts[0, id] = (families & 1) != 0 ? part : 0;
            segment.Parts[1, id] = (families & 2) != 0 ? part : 0;
        }
    }

    private static void Heal(Segment segment) => Array.Clear(segment.Parts);
}

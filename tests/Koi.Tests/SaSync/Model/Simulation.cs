using System.Globalization;
using Koi.Netlink.Xfrm;
using Koi.SaSync;
using Koi.SaSync.Node;
using Koi.SaSync.Wire;
using Koi.Tests.Netlink;

namespace Koi.Tests.SaSync.Model;

/// <summary>
/// Two to five gateways, a network that is cut and healed, machines and daemons that die, a CARP that is late, says things twice and lets two
/// be master, tunnels that are keyed anew: all from one seed. What is sent is watched: no number of an SA twice.
/// </summary>
internal sealed class Simulation
{
    public const uint Leap = 1 << 12;

    private const int Step = 50;
    private const int Flows = 3;

    private readonly Random random;
    private readonly Gateway[] gateways;
    private readonly Dictionary<(int, int), Wire> wires = [];
    private readonly HashSet<(SaKey, string, ulong)> sent = [];
    private readonly Dictionary<int, int> side = [];    // the part of the network that a gateway is in
    private readonly List<(long At, int Gateway, SyncRole Role)> carp = [];
    private readonly Dictionary<(int, SaKey), ulong> lastSent = [];
    private readonly ByteWriter writer = new();
    private long time = 1000;
    private uint nextSpi = 0x1000;
    private int nextLink = 1;

    public Simulation(int seed)
    {
        random = new Random(seed);
        var count = random.Next(2, 6);
        gateways = [.. Enumerable.Range(0, count).Select(number => new Gateway(number, count, random))];
        foreach (var gateway in gateways)
        {
            side[gateway.Number] = 0;
            gateway.Start(Now);
        }

        gateways[0].Carp = SyncRole.Master;
        gateways[0].Run(Now);
        for (var flow = 0; flow < Flows; flow++)
        {
            Key(gateways[0], flow);
            gateways[0].Kernel.Put(Policy(flow, PolicyDirection.Out));
            gateways[0].Kernel.Put(Policy(flow, PolicyDirection.In));
        }
    }

    public int Sent => sent.Count;

    public IEnumerable<string> Log => gateways.SelectMany(gateway => gateway.Log).OrderBy(line => int.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture));

    private SyncTime Now => new(time, (ulong)(1_700_000_000 + (time / 1000)));

    /// <summary>Disturbs the group for a time, then lets it come to rest with one master, and compares.</summary>
    public void Run(TimeSpan disturbed, TimeSpan rest)
    {
        for (var end = time + (long)disturbed.TotalMilliseconds; time < end;)
        {
            Disturb();
            Advance();
        }

        Heal();
        for (var end = time + (long)rest.TotalMilliseconds; time < end;)
        {
            Advance();
        }

        Compare();
    }

    private static Selector Flow(int flow) =>
        new(Text.Prefix($"10.{flow}.0.0/16"), Text.Prefix($"10.{100 + flow}.0.0/16"));

    private static SecurityPolicy Policy(int flow, PolicyDirection direction) => new()
    {
        Selector = Flow(flow),
        Direction = direction,
        Priority = 1000,
        Templates = [new PolicyTemplate(Text.Address("192.0.2.1"), Text.Address("192.0.2.2"), XfrmProtocol.Esp, XfrmMode.Tunnel, (uint)(flow + 1))],
    };

    /// <summary>A new SA for a flow, and the old one goes.</summary>
    private void Key(Gateway gateway, int flow)
    {
        var old = gateway.Kernel.Sas.Where(sa => sa.RequestId == flow + 1).Select(SaKey.Of).ToList();
        var key = new byte[20];
        random.NextBytes(key);
        gateway.Kernel.Add(new SecurityAssociation
        {
            Id = new SaId(Text.Address("192.0.2.2"), nextSpi++, XfrmProtocol.Esp),
            Source = Text.Address("192.0.2.1"),
            Mode = XfrmMode.Tunnel,
            Selector = Selector.AnyOf(default),
            RequestId = (uint)(flow + 1),
            Aead = new AeadAlgorithm("rfc4106(gcm(aes))", new KeyMaterial(key), 128),
            Replay = default(ReplayState),
            Counters = new LifetimeCounters(0, 0, Now.Seconds, 0),
        });
        foreach (var gone in old)
        {
            gateway.Kernel.Delete(gone);
        }
    }

    private void Disturb()
    {
        var gateway = gateways[random.Next(gateways.Length)];
        switch (random.Next(400))
        {
            case 0:
                side[gateway.Number] = random.Next(3);
                Note($"g{gateway.Number} into part {side[gateway.Number]}");
                Elect();
                break;
            case 1:
                foreach (var other in gateways)
                {
                    side[other.Number] = 0;
                }

                Elect();
                break;
            case 2 when gateway.IsUp:
                Note($"crash g{gateway.Number}");
                Cut(gateway);
                gateway.Crash();
                carp.RemoveAll(change => change.Gateway == gateway.Number);
                Elect();
                break;
            case 3 when gateway.Node is not null:
                Note($"kill g{gateway.Number}");
                Cut(gateway);
                gateway.Kill();
                break;
            case >= 4 and < 14 when gateway.Node is null:
                Note($"start g{gateway.Number}");
                gateway.Start(Now);
                Elect();
                break;
            case 14:
                SetCarp(gateway.Number, SyncRole.Master, random.Next(2000));    // preempts, or a second master
                break;
            case 15:
                SetCarp(gateway.Number, SyncRole.Slave, random.Next(2000));
                Elect();
                break;
            case >= 16 and < 20 when gateway.Carp == SyncRole.Master && gateway.IsUp:
                Key(gateway, random.Next(Flows));
                break;
            case 20:
                gateway.Kernel.Overrun();
                break;
            case 21 when gateway.Carp == SyncRole.Master && gateway.IsUp:
                var flow = random.Next(Flows);
                gateway.Kernel.Delete(Policy(flow, PolicyDirection.Out).Id);
                gateway.Kernel.Put(Policy(flow, PolicyDirection.Out));
                break;
            case 22 when random.Next(4) == 0 && gateway.Carp == SyncRole.Master && gateway.IsUp:
                gateway.Kernel.Flush();
                break;
            case 23:
                CutOne(gateway);
                break;
            default:
                break;
        }
    }

    /// <summary>In each part of the network one gateway is to be master; how late each hears of it, chance says.</summary>
    private void Elect()
    {
        foreach (var part in gateways.Where(gateway => gateway.IsUp).GroupBy(gateway => side[gateway.Number]))
        {
            var members = part.ToList();
            var chosen = members.Find(gateway => gateway.Carp == SyncRole.Master && random.Next(4) > 0) ?? members[random.Next(members.Count)];
            foreach (var gateway in members)
            {
                SetCarp(gateway.Number, gateway == chosen ? SyncRole.Master : SyncRole.Slave, random.Next(1500));
            }
        }
    }

    private void Note(string text) => gateways[0].Log.Add($"{time} -- {text}");

    private void SetCarp(int gateway, SyncRole role, int delay) => carp.Add((time + delay, gateway, role));

    private void Advance()
    {
        time += Step;
        foreach (var change in carp.Where(change => change.At <= time).ToList())
        {
            carp.Remove(change);
            if (gateways[change.Gateway].IsUp)
            {
                gateways[change.Gateway].Carp = change.Role;
                Note($"carp g{change.Gateway} {change.Role}");
            }
        }

        foreach (var gateway in gateways)
        {
            // CARP may change before the daemon knows of it.
            Traffic(gateway);
            if (random.Next(5) > 0)
            {
                gateway.Run(Now);
            }

            if (time % 1000 == 0 && gateway.Node is { } node)
            {
                Assert.InRange(node.Waiting, 0, 200);
                node.Tick(Now);
                gateway.Drain(Now);
            }
        }

        Connect();
        Carry();
    }

    private void Traffic(Gateway gateway)
    {
        // A backup without a daemon has no traffic: the addresses are elsewhere. One with a daemon is sent to all the same.
        if (!gateway.IsUp || (gateway.Node is null && gateway.Carp != SyncRole.Master))
        {
            return;
        }

        for (var flow = 0; flow < Flows; flow++)
        {
            for (var packet = random.Next(3); packet > 0; packet--)
            {
                if (gateway.Kernel.Send(Flow(flow)) is not { } used)
                {
                    continue;
                }

                Assert.True(
                    gateway.Carp == SyncRole.Master || gateway.Node?.Role == SyncRole.Master,
                    $"{time}: g{gateway.Number} sends and is no master");
                if (lastSent.GetValueOrDefault((gateway.Number, used.Key)) + 1 != used.Number)
                {
                    Note($"g{gateway.Number} begins at {used.Number} of {used.Key.Id.Spi:x}, was at {lastSent.GetValueOrDefault((gateway.Number, used.Key))}");
                }

                lastSent[(gateway.Number, used.Key)] = used.Number;
                var key = Convert.ToHexString(gateway.Kernel.Sas.First(sa => SaKey.Of(sa) == used.Key).Aead!.Key.Bytes);
                Assert.True(
                    sent.Add((used.Key, key, used.Number)),
                    string.Create(CultureInfo.InvariantCulture, $"{time}: g{gateway.Number} sends {used.Number} of {used.Key} again"));
                gateway.Kernel.TellNumbers(used.Key);
            }
        }
    }

    private void Connect()
    {
        for (var one = 0; one < gateways.Length; one++)
        {
            for (var other = 0; other < gateways.Length; other++)
            {
                var isPossible = one != other && gateways[one].Node is not null && gateways[other].Node is not null && side[one] == side[other];
                if (!isPossible || wires.ContainsKey((one, other)) || random.Next(6) > 0 || (wires.ContainsKey((other, one)) && random.Next(20) > 0))
                {
                    continue;
                }

                var wire = new Wire(nextLink++);
                wires.Add((one, other), wire);
                gateways[one].Node!.OnLinkUp(wire.Number, Place(one, other), isOutgoing: true, Now);
                gateways[other].Node!.OnLinkUp(wire.Number, Place(other, one), isOutgoing: false, Now);
            }
        }
    }

    /// <summary>Where a gateway's file has another.</summary>
    private static int Place(int gateway, int other) => other < gateway ? other : other - 1;

    /// <summary>Frames travel in order; a wire between parts carries nothing until one end gives it up.</summary>
    private void Carry()
    {
        foreach (var ((one, other), wire) in wires.ToList())
        {
            if (side[one] == side[other])
            {
                Fill(gateways[one], wire.Number, wire.There);
                Fill(gateways[other], wire.Number, wire.Back);
                Deliver(wire.There, gateways[other], wire.Number);
                Deliver(wire.Back, gateways[one], wire.Number);
            }

            if (gateways[one].Closed.Remove(wire.Number) | gateways[other].Closed.Remove(wire.Number))
            {
                wires.Remove((one, other));
                Down(gateways[one], wire.Number);
                Down(gateways[other], wire.Number);
            }
        }
    }

    private void Fill(Gateway gateway, int link, Queue<(long At, byte[] Bytes)> queue)
    {
        while (queue.Count < 20 && gateway.Node?.Take(link, writer, Now) is not null)
        {
            queue.Enqueue((time + random.Next(200), writer.Bytes.ToArray()));
            writer.Clear();
        }
    }

    private void Deliver(Queue<(long At, byte[] Bytes)> queue, Gateway gateway, int link)
    {
        while (queue.TryPeek(out var next) && next.At <= time)
        {
            queue.Dequeue();
            var frame = FrameCodec.Read(next.Bytes, Now.Seconds, out var sequence);
            Assert.NotNull(frame);
            gateway.Node?.OnFrame(link, frame, sequence, Now);
            gateway.Drain(Now);
        }
    }

    private void Cut(Gateway gateway)
    {
        foreach (var (ends, wire) in wires.Where(wire => wire.Key.Item1 == gateway.Number || wire.Key.Item2 == gateway.Number).ToList())
        {
            wires.Remove(ends);
            Down(gateways[ends.Item1 == gateway.Number ? ends.Item2 : ends.Item1], wire.Number);
        }
    }

    private void CutOne(Gateway gateway)
    {
        var found = wires.FirstOrDefault(wire => wire.Key.Item1 == gateway.Number);
        if (found.Value is { } wire)
        {
            wires.Remove(found.Key);
            Down(gateways[found.Key.Item1], wire.Number);
            Down(gateways[found.Key.Item2], wire.Number);
        }
    }

    private void Down(Gateway gateway, int link)
    {
        gateway.Node?.OnLinkDown(link, Now);
        gateway.Drain(Now);
    }

    private void Heal()
    {
        carp.Clear();
        foreach (var gateway in gateways)
        {
            side[gateway.Number] = 0;
            if (gateway.Node is null)
            {
                gateway.Start(Now);
            }
        }

        var chosen = gateways[random.Next(gateways.Length)];
        foreach (var gateway in gateways)
        {
            gateway.Carp = gateway == chosen ? SyncRole.Master : SyncRole.Slave;
        }
    }

    private void Compare()
    {
        var master = Array.Find(gateways, gateway => gateway.Carp == SyncRole.Master)!;
        var expected = master.Structure();
        foreach (var slave in gateways.Where(gateway => gateway != master))
        {
            Assert.Equal(expected, slave.Structure().Except(slave.Own().Except(expected)));
            Assert.DoesNotContain(slave.Kernel.Policies.GroupBy(policy => policy.Selector).SelectMany(flow => flow
                    .Where(policy => policy.Direction == PolicyDirection.Out).OrderBy(policy => policy.Priority).Take(1)),
                policy => policy.Action == PolicyAction.Allow);
            foreach (var sa in master.Kernel.Sas)
            {
                var (ahead, known) = (slave.Kernel.NumbersOf(SaKey.Of(sa)).Out, master.Kernel.NumbersOf(SaKey.Of(sa)).Out);
                Assert.True(ahead > known, $"g{slave.Number} is at {ahead} of {SaKey.Of(sa)}, the master g{master.Number} at {known}");
            }
        }
    }

    private sealed record Wire(int Number)
    {
        public Queue<(long At, byte[] Bytes)> There { get; } = new();

        public Queue<(long At, byte[] Bytes)> Back { get; } = new();
    }
}

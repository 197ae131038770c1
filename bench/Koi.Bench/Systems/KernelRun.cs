using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Koi.Ipsec.Plan;
using Koi.Netlink;
using Koi.Netlink.Linux;
using Koi.Netlink.Xfrm;

namespace Koi.Bench.Systems;

/// <summary>Loads and lists policies and SAs: Koi, iproute2, and Koi.Netlink with messages made beforehand, which is the floor.</summary>
/// <remarks>Each load happens in a network namespace of its own, which has no name and ends with it.</remarks>
internal sealed class KernelRun(string koi, int count, int runs, WorkFiles files, Results results)
{
    private const string Floor = "prepared netlink messages";

    /// <summary>XFRM_MSG_DELPOLICY of Linux uapi xfrm.h.</summary>
    private const ushort DeletePolicy = 0x14;

    /// <summary>hmac-sha1 of RFC 2404.</summary>
    private const int TruncationBits = 96;

    private readonly List<string> notes = [];

    /// <summary>What could not be measured, and why.</summary>
    internal IReadOnlyList<string> Notes => notes;

    /// <summary>Policies <c>out</c> of one tunnel.</summary>
    /// <param name="kind">networks or hosts: the kernel keeps hosts in a hash table and networks in trees.</param>
    /// <param name="flows">The configuration.</param>
    /// <param name="source">The source of a policy.</param>
    /// <param name="destination">The destination of all.</param>
    internal void MeasurePolicies(string kind, Func<int, string> flows, Func<int, string> source, string destination)
    {
        var name = $"policies between {kind}";
        var (from, to) = (Prefix(source(0)).Length, Prefix(destination).Length);
        var priority = 60000u - (128u * (uint)(from + to));
        var batch = new StringBuilder();
        List<SecurityPolicy> policies = new(count);
        for (var i = 0; i < count; i++)
        {
            batch.Append(CultureInfo.InvariantCulture, $"xfrm policy add src {source(i)} dst {destination} dir out priority {priority} ")
                .Append(CultureInfo.InvariantCulture, $"tmpl src {IpsecTexts.Local} dst {IpsecTexts.Peer} proto esp reqid {Ownership.RequestId} mode tunnel\n");
            policies.Add(Policy(Prefix(source(i)), Prefix(destination), priority));
        }

        Measure(new(
            name,
            files.Write($"{kind}.conf", flows(count)),
            files.Write($"{kind}.batch", batch.ToString()),
            writer => policies.ForEach(p => XfrmRequests.AddPolicy(writer, p)),
            writer => policies.ForEach(p => XfrmRequests.DeletePolicy(writer, p.Id)),
            socket => socket.DumpPolicies().Count,
            ["-s", "flow"],
            ["xfrm", "policy"],
            ["xfrm", "policy", "flush"]));
        for (var i = 0; i < runs; i++)
        {
            RunDeletionByIndex(name, policies);
        }
    }

    /// <summary>SAs of one tunnel, where the kernel has ESP.</summary>
    internal void MeasureSas()
    {
        if (!HasEsp())
        {
            notes.Add("This kernel has no ESP: no SAs were measured. Debian's kernel has it: `lab/vm`, see bench/README.md.");
            return;
        }

        var batch = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            batch.Append(CultureInfo.InvariantCulture, $"xfrm state add src {IpsecTexts.Local} dst {IpsecTexts.Peer} proto esp spi {IpsecTexts.Spi(i)} ")
                .Append(CultureInfo.InvariantCulture, $"mode tunnel reqid {Ownership.RequestId} flag af-unspec ")
                .Append(CultureInfo.InvariantCulture, $"auth-trunc hmac(sha1) 0x{IpsecTexts.AuthenticationKey} {TruncationBits} enc cbc(aes) 0x{IpsecTexts.EncryptionKey}\n");
        }

        Measure(new(
            "SAs",
            files.Write("sas.conf", IpsecTexts.Sas(count)),
            files.Write("sas.batch", batch.ToString()),
            writer => ForEachSpi(spi => XfrmRequests.AddSa(writer, Sa(spi))),
            writer => ForEachSpi(spi => XfrmRequests.DeleteSa(writer, Sa(spi).Id)),
            socket => socket.DumpSas().Count,
            ["-s", "sa"],
            ["xfrm", "state"],
            ["xfrm", "state", "flush"]));
    }

    private void Measure(Work work)
    {
        // Once for the code to be compiled and for the kernel's modules to be there.
        var warmUp = new Results();
        RunFloor(work, warmUp);
        var showsAll = InNamespace(() => ShowsAll(work));
        if (!showsAll)
        {
            notes.Add($"ipsecctl {string.Join(' ', work.Show)} does not list what is loaded; it was not measured.");
        }

        for (var i = 0; i < runs; i++)
        {
            InNamespace(() => RunKoi(work, showsAll));
            InNamespace(() => RunIp(work));
            RunFloor(work, results);
        }
    }

    private bool ShowsAll(Work work)
    {
        var listing = files.PathOf("listing");
        Spawn.Run([koi, "ipsecctl", "-f", work.Configuration]);
        Spawn.Run([koi, "ipsecctl", .. work.Show], listing);
        return File.ReadLines(listing).Count() >= count;
    }

    private bool RunKoi(Work work, bool shows)
    {
        results.Add($"load {count:N0} {work.Name}", "koi ipsecctl -f", Spawn.Run([koi, "ipsecctl", "-f", work.Configuration]));
        Check(work, "koi");
        results.Add($"load {count:N0} {work.Name} again", "koi ipsecctl -f", Spawn.Run([koi, "ipsecctl", "-f", work.Configuration]));
        Check(work, "koi");
        if (shows)
        {
            results.Add($"list {count:N0} {work.Name}", $"koi ipsecctl {string.Join(' ', work.Show)}", Spawn.Run([koi, "ipsecctl", .. work.Show]));
        }

        results.Add($"flush {count:N0} {work.Name}", "koi ipsecctl -F", Spawn.Run([koi, "ipsecctl", "-F"]));
        return true;
    }

    private bool RunIp(Work work)
    {
        results.Add($"load {count:N0} {work.Name}", "ip -batch", Spawn.Run(["ip", "-batch", work.Batch]));
        Check(work, "ip");
        results.Add($"list {count:N0} {work.Name}", $"ip {string.Join(' ', work.IpList)}", Spawn.Run(["ip", .. work.IpList]));
        results.Add($"flush {count:N0} {work.Name}", $"ip {string.Join(' ', work.IpFlush)}", Spawn.Run(["ip", .. work.IpFlush]));
        return true;
    }

    private void RunFloor(Work work, Results into) => InNamespace(() =>
    {
        using var socket = XfrmSocket.Open();
        using var writer = new MessageWriter(count * 512);
        work.Prepare(writer);
        into.Measure($"load {count:N0} {work.Name}", Floor, () => socket.ApplyBatch(writer, "load"));
        Check(work, Floor);
        into.Measure($"list {count:N0} {work.Name}", "one netlink dump, decoded", () => work.Count(socket));
        work.PrepareDeletion(writer);
        into.Measure($"flush {count:N0} {work.Name}", $"{Floor}, one by one", () => socket.ApplyBatch(writer, "delete"));
        CheckCount(socket, work, 0, Floor);
        return true;
    });

    /// <summary>Policies once more: a policy is found by its number in a hash table, by its selector perhaps in a list.</summary>
    private void RunDeletionByIndex(string name, List<SecurityPolicy> policies) => InNamespace(() =>
    {
        using var socket = XfrmSocket.Open();
        using var writer = new MessageWriter(count * 512);
        policies.ForEach(p => XfrmRequests.AddPolicy(writer, p));
        socket.ApplyBatch(writer, "load");
        foreach (var policy in socket.DumpPolicies())
        {
            // xfrm_userpolicy_id: sel 0 (56), index 56 (4), dir 60 (1).
            var body = writer.Begin(DeletePolicy, 0, 64);
            BinaryPrimitives.WriteUInt32LittleEndian(body[56..], policy.Index);
            body[60] = (byte)policy.Direction;
        }

        results.Measure($"flush {count:N0} {name}", $"{Floor}, by index", () => socket.ApplyBatch(writer, "delete"));
        return true;
    });

    private void Check(Work work, string who)
    {
        using var socket = XfrmSocket.Open();
        CheckCount(socket, work, count, who);
    }

    private static void CheckCount(XfrmSocket socket, Work work, int wanted, string who)
    {
        var found = work.Count(socket);
        if (found != wanted)
        {
            throw new InvalidOperationException($"{who}: {found} of {wanted} {work.Name} are in the kernel");
        }
    }

    private void ForEachSpi(Action<uint> action)
    {
        for (var i = 0; i < count; i++)
        {
            action(IpsecTexts.Spi(i));
        }
    }

    private static bool HasEsp() => InNamespace(() =>
    {
        using var socket = XfrmSocket.Open();
        using var writer = new MessageWriter();
        XfrmRequests.AddSa(writer, Sa(IpsecTexts.Spi(0)));
        return socket.ApplyBatch(writer, "try ESP").IsEmpty;
    });

    private static T InNamespace<T>(Func<T> work)
    {
        using var space = NetworkNamespace.Create();
        return space.Run(work);
    }

    private static SecurityPolicy Policy(InetPrefix source, InetPrefix destination, uint priority) => new()
    {
        Selector = new(source, destination),
        Direction = PolicyDirection.Out,
        Priority = priority,
        Templates = [new(Address(IpsecTexts.Local), Address(IpsecTexts.Peer), XfrmProtocol.Esp, XfrmMode.Tunnel, Ownership.RequestId)],
    };

    private static SecurityAssociation Sa(uint spi) => new()
    {
        Id = new(Address(IpsecTexts.Peer), spi, XfrmProtocol.Esp),
        Source = Address(IpsecTexts.Local),
        Mode = XfrmMode.Tunnel,
        Selector = Selector.AnyOf(Address(IpsecTexts.Peer)) with { IsFamilyUnspecified = true },
        Flags = StateFlags.AfUnspec,
        RequestId = Ownership.RequestId,
        Authentication = new("hmac(sha1)", Key(IpsecTexts.AuthenticationKey), TruncationBits),
        Encryption = new("cbc(aes)", Key(IpsecTexts.EncryptionKey)),
    };

    private static KeyMaterial Key(string hex) => new(Convert.FromHexString(hex));

    private static InetAddress Address(string text) => InetAddress.TryParseV4(text, out var address) ? address : throw new FormatException(text);

    private static InetPrefix Prefix(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0
            ? InetPrefix.Host(Address(text))
            : new(Address(text[..slash]), byte.Parse(text.AsSpan(slash + 1), CultureInfo.InvariantCulture));
    }

    /// <summary>One kind of object, as each program takes it.</summary>
    /// <param name="Name">Its name in the table.</param>
    /// <param name="Configuration">For ipsecctl.</param>
    /// <param name="Batch">For ip.</param>
    /// <param name="Prepare">Writes the messages.</param>
    /// <param name="PrepareDeletion">Writes the messages that delete them one by one.</param>
    /// <param name="Count">Lists them and says how many there are.</param>
    /// <param name="Show">ipsecctl's options that list them.</param>
    /// <param name="IpList">ip's words that list them.</param>
    /// <param name="IpFlush">ip's words that delete them.</param>
    private sealed record Work(
        string Name,
        string Configuration,
        string Batch,
        Action<MessageWriter> Prepare,
        Action<MessageWriter> PrepareDeletion,
        Func<XfrmSocket, int> Count,
        string[] Show,
        string[] IpList,
        string[] IpFlush);
}

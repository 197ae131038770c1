using Koi.Netlink.Netfilter;

namespace Koi.Netlink.Linux;

/// <summary>The kernel's packet filter, nf_tables: tables, sets and their elements, chains and rules. Failures are <see cref="NetlinkException"/>.</summary>
/// <remarks>Everything needs CAP_NET_ADMIN in the namespace (EPERM). For one thread at a time.</remarks>
public sealed class NetfilterSocket : IDisposable
{
    private const int DumpTries = 64;

    private readonly NetlinkSocket socket;
    private readonly MessageWriter writer = new();

    private NetfilterSocket(NetlinkSocket socket) => (this.socket, Port) = (socket, socket.Port);

    /// <summary>The socket's port: <see cref="NetfilterEvent.Port"/> of what it commits.</summary>
    public uint Port { get; }

    /// <summary>Opens a socket in the calling thread's network namespace.</summary>
    /// <param name="trace">Gets a line for each message.</param>
    public static NetfilterSocket Open(Action<string>? trace = null) =>
        new(NetlinkSocket.Open(NetlinkFamily.Netfilter, trace));

    /// <summary>Subscribes to all changes of nf_tables: <see cref="NetfilterEvent"/>.</summary>
    public static NetlinkEventSocket Subscribe(int receiveBuffer = 8 * 1024 * 1024, Action<string>? trace = null) =>
        NetlinkEventSocket.Open(NetlinkFamily.Netfilter, [NetfilterGroup.Tables], receiveBuffer, trace);

    /// <summary>The ruleset's generation, to give to <see cref="NetfilterBatch.Begin"/>; dump after asking.</summary>
    public uint FetchGeneration()
    {
        GenerationMessages.Get(writer);
        return socket.Request<RulesetGeneration>(writer, "get ruleset generation", GenerationMessages.TryRead).Number;
    }

    /// <summary>A table; null when there is none.</summary>
    public NetfilterTable? FindTable(TableFamily family, string name)
    {
        TableMessages.Get(writer, family, name);
        return OrNull(() => socket.Request<NetfilterTable>(writer, $"get table {name}", TableMessages.TryRead));
    }

    /// <summary>A set; null when there is none.</summary>
    public NetfilterSet? FindSet(SetId set)
    {
        SetMessages.Get(writer, set);
        return OrNull(() => socket.Request<NetfilterSet>(writer, $"get set {set.Name}", SetMessages.TryRead));
    }

    /// <summary>All tables of a family, or of all.</summary>
    public List<NetfilterTable> DumpTables(TableFamily family = TableFamily.Any)
    {
        TableMessages.Dump(writer, family);
        return socket.Dump<NetfilterTable>(writer, "list tables", TableMessages.TryRead);
    }

    /// <summary>All sets of a table, the rules' own among them; empty when there is no such table.</summary>
    public List<NetfilterSet> DumpSets(TableFamily family, string table)
    {
        SetMessages.DumpAll(writer, family, table);
        return OrNull(() => socket.Dump<NetfilterSet>(writer, "list sets", SetMessages.TryRead)) ?? [];
    }

    /// <summary>All chains of a table; empty when there is no such table.</summary>
    public List<NetfilterChain> DumpChains(TableFamily family, string table)
    {
        ChainMessages.Dump(writer, family);
        var chains = socket.Dump<NetfilterChain>(writer, "list chains", ChainMessages.TryRead);
        chains.RemoveAll(chain => !string.Equals(chain.Id.Table, table, StringComparison.Ordinal));
        return chains;
    }

    /// <summary>All rules of a table, or of one of its chains, in order; empty when there is no such table or chain.</summary>
    public List<NetfilterRule> DumpRules(TableFamily family, string table, string? chain = null)
    {
        RuleMessages.Dump(writer, family, table, chain);
        return OrNull(() => socket.Dump<NetfilterRule>(writer, "list rules", RuleMessages.TryRead)) ?? [];
    }

    /// <summary>All elements of a set in no particular order; null when there is no such set.</summary>
    public List<SetElement>? DumpElements(SetId set)
    {
        for (var attempt = 0; attempt < DumpTries; attempt++)
        {
            var elements = OrNull(() => DumpOnce(set));
            if (elements is null || AreDistinct(elements))
            {
                return elements;
            }
        }

        throw new NetlinkException(
            $"list set {set.Name}", new NetlinkError(NetlinkError.EINTR, "the set is being rearranged"), 0);
    }

    /// <summary>Makes all changes of a batch, or none.</summary>
    /// <param name="batch">
    /// <see cref="NetfilterBatch.Begin"/>, changes, <see cref="NetfilterBatch.End"/>; up to some megabytes. It is cleared.
    /// </param>
    /// <param name="operation">What is being done, for the exception: <c>update groups</c>.</param>
    /// <exception cref="NetlinkException">The kernel refused the batch as a whole, as for want of CAP_NET_ADMIN.</exception>
    /// <exception cref="LinuxException">The socket failed; whether the changes were made is then unknown.</exception>
    public CommitResult Commit(MessageWriter batch, string operation) => socket.Commit(batch, operation);

    /// <summary>Keeps a batch to be sent many times.</summary>
    /// <param name="batch">As for <see cref="Commit(MessageWriter, string)"/>, but without a generation. It is cleared.</param>
    public static PreparedBatch Prepare(MessageWriter batch) => NetlinkSocket.Prepare(batch);

    /// <summary>Makes all changes of a batch, or none; allocates nothing and does not throw.</summary>
    /// <returns>
    /// 0 when all was done. Otherwise the errno of the first message that the kernel refused (ENOENT: what should be deleted
    /// is gone) or of the whole batch (EPERM), and nothing was done; of ENOBUFS and ENOMSG it is unknown.
    /// </returns>
    /// <remarks>
    /// About 30 µs; a batch refused for its content takes the kernel some milliseconds. The kernel makes one commit at a time
    /// in a namespace: this one waits while a large ruleset is loaded.
    /// </remarks>
    public int Commit(PreparedBatch batch) => socket.Commit(batch);

    /// <summary>Closes the socket.</summary>
    public void Dispose()
    {
        writer.Dispose();
        socket.Dispose();
    }

    private List<SetElement> DumpOnce(SetId set)
    {
        var elements = new List<SetElement>();
        ElementMessages.Dump(writer, set);
        socket.Dump(writer, $"list set {set.Name}", message => ElementReader.TryRead(message, elements), elements.Clear);
        return elements;
    }

    /// <summary>
    /// A dump goes on by the count of the elements so far. When the kernel rearranges a hash table meanwhile, which follows
    /// each large addition and sets no NLM_F_DUMP_INTR, elements are missing, and as many others come twice.
    /// </summary>
    /// <remarks>Seen on Linux 6.18: net/netfilter/nft_set_hash.c, nft_rhash_walk.</remarks>
    private static bool AreDistinct(List<SetElement> elements)
    {
        var seen = new HashSet<(ElementValue, ElementValue?, bool)>(elements.Count);
        return elements.TrueForAll(element => seen.Add((element.Key, element.LastKey, element.IsIntervalEnd)));
    }

    private T? OrNull<T>(Func<T?> ask)
        where T : class
    {
        try
        {
            return ask();
        }
        catch (NetlinkException refusal) when (refusal.Errno == NetlinkError.ENOENT)
        {
            writer.Clear();
            return null;
        }
    }
}

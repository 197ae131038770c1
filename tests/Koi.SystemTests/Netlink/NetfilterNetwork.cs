using System.Diagnostics;
using Koi.Netlink;
using Koi.Netlink.Linux;
using Koi.Netlink.Netfilter;

namespace Koi.SystemTests.Netlink;

/// <summary>A namespace with a socket of nf_tables and nft(8), and the sets that the tests use.</summary>
internal sealed class NetfilterNetwork : IDisposable
{
    public static readonly NetfilterTable Table = new() { Family = TableFamily.Inet, Name = "koi" };
    public static readonly NetfilterSet Names = Set("names", SetType.InterfaceName);
    public static readonly NetfilterSet V4 = Set("v4", SetType.AddressV4) with { Flags = SetFlags.Interval };
    public static readonly NetfilterSet V6 = Set("v6", SetType.AddressV6) with { Flags = SetFlags.Interval };
    public static readonly NetfilterSet Marks = Set("marks", SetType.InterfaceName) with
    {
        DataType = SetType.Mark,
        Flags = SetFlags.Map,
    };

    private readonly NetworkNamespace network = TestNetwork.Create();
    private readonly MessageWriter writer = new();

    public NetfilterNetwork() => Socket = Open();

    public NetfilterSocket Socket { get; }

    public NetworkNamespace Namespace => network;

    public static NetfilterSet Set(string name, SetType key) =>
        new() { Id = new SetId(TableFamily.Inet, "koi", name), KeyType = key };

    public static InetAddress Address(string text) =>
        InetAddress.TryParse(text, out var address) ? address : throw new ArgumentException(text, nameof(text));

    public static SetElement[] Elements(params AddressRange[] ranges)
    {
        var elements = new List<SetElement>();
        foreach (var range in ranges)
        {
            range.AddElements(elements);
        }

        return [.. elements];
    }

    public NetfilterSocket Open(Action<string>? trace = null) => network.Run(() => NetfilterSocket.Open(trace));

    public NetlinkEventSocket Subscribe(int receiveBuffer = 1024 * 1024) =>
        network.Run(() => NetfilterSocket.Subscribe(receiveBuffer));

    public CommitResult TryCommit(Action<MessageWriter> changes, uint? generation = null)
    {
        NetfilterBatch.Begin(writer, generation);
        changes(writer);
        NetfilterBatch.End(writer);
        return Socket.Commit(writer, "test");
    }

    public void Commit(Action<MessageWriter> changes)
    {
        var result = TryCommit(changes);
        Assert.True(result.IsCommitted, string.Join(", ", result.Failures));
    }

    /// <summary>Adds the table and these sets.</summary>
    public void Make(params NetfilterSet[] sets) => Commit(batch =>
    {
        TableMessages.Add(batch, Table);
        foreach (var set in sets)
        {
            SetMessages.Add(batch, set);
        }
    });

    /// <summary>Runs nft with one argument or with standard input.</summary>
    public string Nft(string command, string? input = null) => network.Run(() =>
    {
        var start = new ProcessStartInfo("nft")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var word in input is null ? [command] : command.Split(' '))
        {
            start.ArgumentList.Add(word);
        }

        using var nft = Process.Start(start)!;
        nft.StandardInput.Write(input);
        nft.StandardInput.Close();
        var output = nft.StandardOutput.ReadToEnd();
        var errors = nft.StandardError.ReadToEnd();
        nft.WaitForExit();
        Assert.True(nft.ExitCode == 0, $"nft {command}: {errors}");
        return output;
    });

    public void Dispose()
    {
        writer.Dispose();
        Socket.Dispose();
        network.Dispose();
    }
}

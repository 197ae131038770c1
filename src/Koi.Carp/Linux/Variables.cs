using System.Globalization;

namespace Koi.Carp.Linux;

/// <summary>
/// The kernel's variables of a carp interface and of its parent, without which the parent answers for the shared address, or a master
/// is deaf. What the parent had before is kept in a file, and put back when its last carp interface is gone.
/// </summary>
/// <remarks>Linux Documentation/networking/ip-sysctl.rst. Names may hold dots, so files are written, not sysctl(8) names.</remarks>
internal sealed class Variables(string folder)
{
    private const string Root = "/proc/sys/net";
    private const string FilePrefix = "parent.";

    /// <summary>Of the parent: who answers ARP for what, whom it names as sender, and that it keeps IPv6 addresses while it is down.</summary>
    private static readonly (string Path, string Value)[] OfParent =
    [
        ("ipv4/conf/{0}/arp_ignore", "1"),
        ("ipv4/conf/{0}/arp_announce", "2"),
        ("ipv4/neigh/{0}/retrans_time_ms", "100"),
        ("ipv6/conf/{0}/keep_addr_on_down", "1"),
    ];

    private static readonly (string Path, string Value)[] OfCarp =
    [
        ("ipv4/conf/{0}/arp_ignore", "1"),
        ("ipv4/conf/{0}/rp_filter", "2"),
        ("ipv6/conf/{0}/addr_gen_mode", "1"),
        ("ipv6/conf/{0}/accept_dad", "0"),
        ("ipv6/conf/{0}/accept_ra", "0"),
    ];

    /// <summary>What a carp interface does as its parent does.</summary>
    private static readonly string[] AsParent = ["ipv4/conf/{0}/forwarding", "ipv6/conf/{0}/forwarding"];

    /// <summary>Sets those of parents, and gives links that are parents no longer back what they had.</summary>
    /// <param name="parents">Names by index.</param>
    /// <param name="nameOf">The name of any link; null when it is gone.</param>
    public void FitParents(IReadOnlyDictionary<int, string> parents, Func<int, string?> nameOf)
    {
        foreach (var (index, name) in parents)
        {
            SetParent(name, index);
        }

        foreach (var file in Directory.EnumerateFiles(folder, $"{FilePrefix}*").ToArray())
        {
            var number = Path.GetFileName(file.AsSpan())[FilePrefix.Length..];
            if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && !parents.ContainsKey(index))
            {
                Restore(file, nameOf(index));
            }
        }
    }

    /// <summary>What they were is remembered once.</summary>
    private void SetParent(string name, int index)
    {
        var file = FileOf(index);
        if (!File.Exists(file))
        {
            TryWrite(file, string.Concat(OfParent.Select(one => $"{one.Path} {Read(one.Path, name)}\n")));
        }

        foreach (var (path, value) in OfParent)
        {
            Set(path, name, value);
        }
    }

    /// <summary>Sets those of a carp interface.</summary>
    public static void SetCarp(string name, string parent)
    {
        foreach (var (path, value) in OfCarp)
        {
            Set(path, name, value);
        }

        foreach (var path in AsParent)
        {
            Set(path, name, Read(path, parent));
        }
    }

    /// <summary>Whether an interface forwards IPv6.</summary>
    public static bool IsRouter(string name) => Read("ipv6/conf/{0}/forwarding", name) is { Length: > 0 } value and not "0";

    private static void Restore(string file, string? name)
    {
        foreach (var line in name is null ? [] : File.ReadAllLines(file))
        {
            var blank = line.IndexOf(' ', StringComparison.Ordinal);
            if (blank > 0 && OfParent.Any(one => line.AsSpan(0, blank).SequenceEqual(one.Path)))
            {
                Set(line[..blank], name!, line[(blank + 1)..]);
            }
        }

        File.Delete(file);
    }

    private string FileOf(int index) => Path.Join(folder, string.Create(CultureInfo.InvariantCulture, $"{FilePrefix}{index}"));

    private static string Read(string path, string name)
    {
        try
        {
            return File.ReadAllText(PathOf(path, name)).Trim();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static void Set(string path, string name, string value)
    {
        if (value.Length > 0 && !string.Equals(Read(path, name), value, StringComparison.Ordinal))
        {
            TryWrite(PathOf(path, name), value);
        }
    }

    private static string PathOf(string path, string name) => Path.Join(Root, path.Replace("{0}", name, StringComparison.Ordinal));

    /// <summary>A kernel without IPv6 has none of its variables.</summary>
    private static void TryWrite(string path, string text)
    {
        try
        {
            File.WriteAllText(path, text);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The gate holds without it.
        }
    }
}

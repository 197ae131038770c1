using System.Collections.Immutable;
using System.Text;
using Koi.Ipsec;
using Koi.Netlink;

namespace Koi.Tests.Ipsec;

/// <summary>A machine for the parser: its files, interfaces and names are tables.</summary>
internal static class FakeMachine
{
    private const string Missing = "No such file or directory";

    private static readonly ImmutableArray<InterfaceAddress> Addresses =
    [
        Interface("lo0", "127.0.0.1"), Interface("lo0", "::1"),
        Interface("em0", "192.0.2.1"), Interface("em0", "2001:db8::1"), Interface("em1", "198.51.100.1"),
    ];

    /// <summary>lo0, em0 and em1, the group egress of the last two, localhost and gw.example.</summary>
    /// <param name="readFile">The bytes of a file by its path as written; null for none.</param>
    public static IpsecEnvironment Environment(Func<string, byte[]?> readFile) => new()
    {
        ReadInclude = path => readFile(path) is { } bytes ? new(Encoding.UTF8.GetString(bytes)) : new("", Missing),
        ReadKeyFile = path => readFile(path) is { } bytes ? new(bytes) : new([], $"open {path}: {Missing}"),
        FindGroup = static name => name is "egress" ? Of("em0", "em1") : default,
        FindInterface = static name => Of(name) is { Length: > 0 } found ? found : default,
        ResolveName = static name => name switch
        {
            "localhost" => [Address("127.0.0.1")],
            "gw.example" => [Address("203.0.113.1"), Address("2001:db8:f::1")],
            _ => [],
        },
        HostName = static () => "here.example",
        Names = new(static () => null, static () => null),
    };

    /// <summary>The machine without files.</summary>
    public static IpsecEnvironment WithoutFiles { get; } = Environment(static _ => null);

    private static ImmutableArray<InterfaceAddress> Of(params ReadOnlySpan<string> names)
    {
        List<InterfaceAddress> found = [];
        foreach (var name in names)
        {
            found.AddRange(Addresses.Where(a => string.Equals(a.Interface, name, StringComparison.Ordinal)));
        }

        return [.. found];
    }

    private static InterfaceAddress Interface(string name, string address) => new(name, Address(address));

    private static InetAddress Address(string text) =>
        InetAddress.TryParse(text, out var address) ? address : throw new ArgumentException(text, nameof(text));
}

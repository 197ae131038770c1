using System.Collections.Immutable;
using Koi.Language.Names;
using Koi.Netlink;

namespace Koi.Ipsec;

/// <summary>What a configuration asks of the machine it is read on.</summary>
public sealed class IpsecEnvironment
{
    /// <summary>Reads an included file.</summary>
    public required Func<string, FileContents<string>> ReadInclude { get; init; }

    /// <summary>Reads a key file, whose characters are hex digits.</summary>
    public required Func<string, FileContents<byte[]>> ReadKeyFile { get; init; }

    /// <summary>The addresses of a group's members, in the order of the members; default when there is no such group.</summary>
    public required Func<string, ImmutableArray<InterfaceAddress>> FindGroup { get; init; }

    /// <summary>The addresses of an interface, link-local ones left out; default when there is no such interface.</summary>
    public required Func<string, ImmutableArray<InterfaceAddress>> FindInterface { get; init; }

    /// <summary>The addresses of a host name, in the resolver's order; empty when it has none.</summary>
    public required Func<string, ImmutableArray<InetAddress>> ResolveName { get; init; }

    /// <summary>The machine's own name, the identity of dynamic rules.</summary>
    public required Func<string> HostName { get; init; }

    /// <summary>The names of protocols and services.</summary>
    public required IpsecNames Names { get; init; }
}

/// <summary>A file's contents, or why there are none.</summary>
/// <param name="Value">The contents; meaningless with an error.</param>
/// <param name="Error">What happened, as strerror(3) words it, or a sentence of Koi's; null for success.</param>
public readonly record struct FileContents<T>(T Value, string? Error = null);

/// <summary>An address and the interface that has it.</summary>
/// <param name="Interface">The interface's name.</param>
/// <param name="Address">One of its addresses.</param>
public readonly record struct InterfaceAddress(string Interface, InetAddress Address);

/// <summary>The names of protocols and services, read when first needed.</summary>
/// <param name="protocols">The text of <c>/etc/protocols</c>, or null.</param>
/// <param name="services">The text of <c>/etc/services</c>, or null.</param>
public sealed class IpsecNames(Func<string?> protocols, Func<string?> services)
{
    private readonly Lazy<NumberNames> protocolNames = new(() => NumberNames.Protocols(protocols()));
    private readonly Lazy<NumberNames> tcpNames = new(() => NumberNames.Services(services(), "tcp"));
    private readonly Lazy<NumberNames> udpNames = new(() => NumberNames.Services(services(), "udp"));

    /// <summary>Protocols, as getprotobyname(3).</summary>
    public NumberNames Protocols => protocolNames.Value;

    /// <summary>Services of TCP, as getservbyname(3).</summary>
    public NumberNames Tcp => tcpNames.Value;

    /// <summary>Services of UDP, as getservbyname(3).</summary>
    public NumberNames Udp => udpNames.Value;
}

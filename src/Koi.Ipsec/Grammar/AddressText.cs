using System.Globalization;
using Koi.Ipsec.Rules;
using Koi.Netlink;

namespace Koi.Ipsec.Grammar;

/// <summary>Why a text is no address.</summary>
internal enum AddressFailure
{
    None,

    /// <summary>The prefix length is no number, or above 128.</summary>
    InvalidNetmask,

    /// <summary>Neither numeric nor known by name.</summary>
    NotFound,
}

/// <summary>Addresses as rules write them: numbers, interfaces, groups, host names.</summary>
/// <remarks>OpenBSD sbin/ipsecctl/parse.y, host and host_v4. Koi asks for interfaces after numbers and not before: a Linux
/// interface may be called 10.0.0.1, and an address in a rule must not depend on that.</remarks>
internal static class AddressText
{
    internal static AddressFailure Resolve(ReadOnlySpan<char> text, IpsecEnvironment environment, List<HostAddress> hosts)
    {
        var slash = text.LastIndexOf('/');
        var name = slash < 0 ? text : text[..slash];
        var length = -1;
        if (slash >= 0 && !TryReadLength(text[(slash + 1)..], out length))
        {
            return AddressFailure.InvalidNetmask;
        }

        return ReadNumeric(text, name, length, hosts)
            || AddInterfaces(environment.FindGroup, name, hosts)
            || AddInterfaces(environment.FindInterface, name, hosts)
            || (slash < 0 && AddNamed(environment, name, hosts))
            ? AddressFailure.None
            : AddressFailure.NotFound;
    }

    private static bool ReadNumeric(ReadOnlySpan<char> text, ReadOnlySpan<char> name, int length, List<HostAddress> hosts)
    {
        if (length < 0 && InetAddress.TryParseV4(name, out var v4))
        {
            hosts.Add(new(InetPrefix.Host(v4)));
        }
        else if (length is >= 0 and <= 32 && TryReadNetwork(name, out var network))
        {
            // isakmpd's sections bear the short form that was written.
            var isShort = !InetAddress.TryParseV4(name, out _);
            hosts.Add(new(new(network, (byte)length), isNetwork: true, isShort ? text.ToString() : null));
        }
        else if (InetAddress.TryParseV6(name, out var v6))
        {
            hosts.Add(new(new(v6, (byte)(length < 0 ? 128 : length)), isNetwork: length is >= 0 and < 128));
        }
        else
        {
            return false;
        }

        return true;
    }

    private static bool AddInterfaces(
        Func<string, System.Collections.Immutable.ImmutableArray<InterfaceAddress>> find, ReadOnlySpan<char> name, List<HostAddress> hosts)
    {
        var found = find(name.ToString());
        if (found.IsDefaultOrEmpty)
        {
            return false;
        }

        foreach (var (interfaceName, address) in found)
        {
            hosts.Add(new(InetPrefix.Host(address), isNetwork: false, interfaceName));
        }

        return true;
    }

    private static bool AddNamed(IpsecEnvironment environment, ReadOnlySpan<char> name, List<HostAddress> hosts)
    {
        var found = environment.ResolveName(name.ToString());
        foreach (var address in found)
        {
            hosts.Add(new(InetPrefix.Host(address)));
        }

        return found.Length > 0;
    }

    /// <summary>The prefix length: decimal, 0x for hexadecimal, 0 for octal, as strtol(3) with base 0; -1 to 128.</summary>
    private static bool TryReadLength(ReadOnlySpan<char> text, out int length)
    {
        length = -1;
        if (CNumber.TryRead(text, out var number) && number <= 128)
        {
            // inet_net_pton(3) takes decimal lengths only.
            length = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 129;
            return true;
        }

        return text is "-1";
    }

    /// <summary>One to four decimal numbers, missing ones zero, as inet_net_pton(3).</summary>
    private static bool TryReadNetwork(ReadOnlySpan<char> text, out InetAddress address)
    {
        uint number = 0;
        var octets = 0;
        foreach (var part in text.Split('.'))
        {
            if (++octets > 4 || !byte.TryParse(text[part], NumberStyles.None, CultureInfo.InvariantCulture, out var octet))
            {
                address = default;
                return false;
            }

            number = (number << 8) | octet;
        }

        address = InetAddress.FromV4(number << (8 * (4 - octets)));
        return true;
    }
}

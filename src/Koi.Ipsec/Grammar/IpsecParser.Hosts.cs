using System.Globalization;
using Koi.Ipsec.Rules;
using Koi.Language;
using Koi.Netlink;

namespace Koi.Ipsec.Grammar;

/// <content>Addresses, lists of them, ports and protocols.</content>
public sealed partial class IpsecParser
{
    private const int DeepestList = 100;

    /// <summary>Stands for <c>any</c> until the rule is expanded, when it becomes both families.</summary>
    private static readonly HostAddress Any = new(default, isNetwork: true);

    private readonly List<HostAddress> sources = [];
    private readonly List<HostAddress> destinations = [];
    private readonly List<HostAddress> resolved = [];

    private ushort sourcePort;
    private ushort destinationPort;
    private SourceSpan portSpan;

    /// <summary><c>from host [port] to host [port]</c>, in either order.</summary>
    private bool ReadHosts()
    {
        sources.Clear();
        destinations.Clear();
        (sourcePort, destinationPort) = (0, 0);
        if (Try(Keyword.From))
        {
            return ReadHostList(sources) && ReadPort(out sourcePort)
                && Expect(Keyword.To) && ReadDestination() && ReadPort(out destinationPort) && CheckNoNat();
        }

        return Expect(Keyword.To) && ReadDestination() && ReadPort(out destinationPort)
            && Expect(Keyword.From) && ReadHostList(sources) && ReadPort(out sourcePort) && CheckNoNat();
    }

    private bool ReadDestination() => ReadHostList(destinations);

    private bool Expect(Keyword keyword) => Try(keyword) || cursor.SyntaxError();

    private bool CheckNoNat()
    {
        foreach (var destination in destinations)
        {
            if (destination.NatSource is not null)
            {
                return cursor.Error(cursor.LastRead, $"no flow NAT support for destination network: {destination.Name}");
            }
        }

        return true;
    }

    private bool ReadHostList(List<HostAddress> hosts)
    {
        var depth = 0;
        var needsItem = true;
        while (needsItem || depth > 0)
        {
            if (!needsItem)
            {
                if (cursor.TryCharacter('}'))
                {
                    depth--;
                    continue;
                }

                cursor.TryCharacter(',');
            }

            if (!cursor.TryCharacter('{'))
            {
                if (!ReadHost(hosts))
                {
                    return false;
                }

                needsItem = false;
            }
            else if (++depth > DeepestList)
            {
                return cursor.Error(cursor.LastRead, "lists are nested too deeply");
            }
            else
            {
                needsItem = true;
            }
        }

        return true;
    }

    private bool ReadHost(List<HostAddress> hosts)
    {
        if (Try(Keyword.Any))
        {
            hosts.Add(Any);
            return true;
        }

        var first = hosts.Count;
        if (!ReadHostSpecification(hosts))
        {
            return false;
        }

        if (!cursor.TryCharacter('('))
        {
            return true;
        }

        var place = cursor.LastRead;
        List<HostAddress> translated = [];
        if (!ReadHostSpecification(translated) || !(cursor.TryCharacter(')') || cursor.SyntaxError()))
        {
            return false;
        }

        if (translated[0].Prefix.Address.IsV6 != hosts[first].Prefix.Address.IsV6)
        {
            return cursor.Error(place.To(cursor.LastRead), "Flow NAT address family mismatch");
        }

        var original = hosts[first];
        hosts[first] = new(original.Prefix, original.IsNetwork, original.Name) { NatSource = translated[0] };
        return true;
    }

    private bool ReadHostSpecification(List<HostAddress> hosts)
    {
        if (!cursor.TryWord("an address", out var word))
        {
            return cursor.SyntaxError();
        }

        if (!cursor.TryCharacter('/'))
        {
            return Resolve(word, word.Text.Span, word.Span, hosts);
        }

        if (!cursor.TryNumber("a prefix length", out var length))
        {
            return cursor.SyntaxError();
        }

        var span = word.Span.To(length.Span);
        return InetAddress.TryParseV4(word.Text.Span, out var v4) && length.Number is >= 0 and <= 32
            ? Add(hosts, new(new(v4, (byte)length.Number), isNetwork: true))
            : Resolve(word, string.Create(CultureInfo.InvariantCulture, $"{word.Text}/{length.Number}"), span, hosts);
    }

    /// <summary><c>local</c> and <c>peer</c> take one whole address; an empty operand is none.</summary>
    private bool ReadSingleHost(out HostAddress? host)
    {
        host = null;
        if (!cursor.TryWord("an address", out var word))
        {
            return true;
        }

        resolved.Clear();
        if (!Resolve(word, word.Text.Span, word.Span, resolved))
        {
            return false;
        }

        host = resolved[0];
        return true;
    }

    private bool Resolve(Token word, ReadOnlySpan<char> text, SourceSpan span, List<HostAddress> hosts) =>
        AddressText.Resolve(text, environment, hosts) switch
        {
            AddressFailure.None => true,
            AddressFailure.InvalidNetmask => Fatal(span, $"host: invalid netmask '{text[text.LastIndexOf('/')..]}'", word.Macro),
            AddressFailure.NotFound => FailToResolve(word, text.ToString(), span),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private bool FailToResolve(Token word, string text, SourceSpan span)
    {
        if (!dialect.IsOpenBsd49)
        {
            return cursor.Error(span, $"could not parse host specification: no IP address found for {text}", word.Macro);
        }

        diagnostics.Add(Diagnostic.WithoutPlace(Severity.Warning, $"no IP address found for {text}") with { IsBare = true });
        return cursor.Error(span, "could not parse host specification");
    }

    private static bool Add(List<HostAddress> hosts, HostAddress host)
    {
        hosts.Add(host);
        return true;
    }

    private bool ReadPort(out ushort port)
    {
        port = 0;
        if (!Try(Keyword.Port))
        {
            return true;
        }

        if (cursor.TryNumber("a port", out var number))
        {
            portSpan = number.Span;
            port = (ushort)number.Number;
            return number.Number is >= 0 and <= 65535 || cursor.Error(number.Span, "port outside range", number.Macro);
        }

        if (!cursor.TryWord("a service name", out var name))
        {
            return cursor.SyntaxError();
        }

        portSpan = name.Span;
        return environment.Names.Tcp.TryFind(name.Text.Span, out port)
            || environment.Names.Udp.TryFind(name.Text.Span, out port)
            || cursor.Error(name.Span, $"unknown port: {name.Text}", name.Macro);
    }

    private bool ReadProtocol(out byte protocol)
    {
        protocol = 0;
        if (!Try(Keyword.Proto))
        {
            return true;
        }

        if (cursor.TryNumber("a protocol number", out var number))
        {
            protocol = (byte)number.Number;
            return number.Number is >= 0 and <= 255 || cursor.Error(number.Span, "protocol outside range", number.Macro);
        }

        if (At(Keyword.Esp) || At(Keyword.Ah))
        {
            protocol = (Keyword)cursor.Take().Keyword == Keyword.Esp ? (byte)50 : (byte)51;
            return true;
        }

        if (!cursor.TryWord("a protocol name", out var name))
        {
            return cursor.SyntaxError();
        }

        if (!environment.Names.Protocols.TryFind(name.Text.Span, out var found))
        {
            return cursor.Error(name.Span, $"unknown protocol: {name.Text}", name.Macro);
        }

        protocol = (byte)found;
        return true;
    }
}

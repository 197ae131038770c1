using System.Globalization;
using System.Text;
using Koi.Ipsec;
using Koi.Ipsec.Grammar;
using Koi.Language;

namespace Koi.Bench;

/// <summary>Configurations of any size. Every rule differs, as in a real file.</summary>
internal static class IpsecTexts
{
    internal const string Local = "198.51.100.1";
    internal const string Peer = "203.0.113.1";

    /// <summary>20 and 16 bytes.</summary>
    internal const string AuthenticationKey = "8a5dd3f92d3a1f51e55f9c53a5e0d6b85b2e0f4a";
    internal const string EncryptionKey = "3f0c9d1e7a6b58244c13e8f2d5b7a690";

    /// <summary>Flows <c>out</c> between networks, one policy each.</summary>
    internal static string Flows(int count) => Lines(count, static (i, text) => text.Append(
        CultureInfo.InvariantCulture,
        $"flow esp out from {SourceNetwork(i)} to 172.16.0.0/12 local {Local} peer {Peer} type require\n"));

    /// <summary>Flows <c>out</c> between hosts, one policy each.</summary>
    internal static string HostFlows(int count) => Lines(count, static (i, text) => text.Append(
        CultureInfo.InvariantCulture,
        $"flow esp out from {SourceHost(i)} to 172.16.0.1 local {Local} peer {Peer} type require\n"));

    /// <summary>Static SAs with keys.</summary>
    internal static string Sas(int count) => Lines(count, static (i, text) => text.Append(
        CultureInfo.InvariantCulture,
        $"esp tunnel from {Local} to {Peer} spi 0x{Spi(i):x} auth hmac-sha1 enc aes authkey 0x{AuthenticationKey} enckey 0x{EncryptionKey}\n"));

    /// <summary>IKE rules, one connection each.</summary>
    internal static string Ikes(int count) => Lines(count, static (i, text) => text.Append(
        CultureInfo.InvariantCulture,
        $"ike esp from {SourceNetwork(i)} to 172.16.0.0/12 peer {Peer} main auth hmac-sha2-256 enc aes group modp3072 quick enc aes-256-gcm srcid gw{i}.example.com psk secret{i}\n"));

    /// <summary>One rule with two lists; the product is the number of flows.</summary>
    internal static string Lists(int count)
    {
        const int Destinations = 10;
        var text = new StringBuilder("flow esp out from {");
        for (var i = 0; i < count / Destinations; i++)
        {
            text.Append(' ').Append(SourceNetwork(i));
        }

        text.Append(" } to {");
        for (var i = 0; i < Destinations; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $" 172.16.{i}.0/24");
        }

        return text.Append(" } peer ").Append(Peer).Append('\n').ToString();
    }

    /// <summary>A macro and a flow that uses it, again and again.</summary>
    internal static string Macros(int count) => Lines(count, static (i, text) => text.Append(
        CultureInfo.InvariantCulture,
        $"net{i} = \"{SourceNetwork(i)}\"\nflow esp out from $net{i} to 172.16.0.0/12 peer {Peer}\n"));

    internal static string SourceNetwork(int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{10 + (index >> 16)}.{(index >> 8) & 255}.{index & 255}.0/24");

    internal static string SourceHost(int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{10 + (index >> 16)}.{(index >> 8) & 255}.{index & 255}.1");

    internal static uint Spi(int index) => 0x1000u + (uint)index;

    /// <summary>Reads a configuration that needs no files and no names.</summary>
    internal static ParsedConfiguration Parse(SourceText text) =>
        IpsecParser.Parse(text, Dialect.Current, Environment, new MacroTable());

    private static readonly IpsecEnvironment Environment = new()
    {
        ReadInclude = static _ => new("", "No such file or directory"),
        ReadKeyFile = static _ => new([], "No such file or directory"),
        FindGroup = static _ => default,
        FindInterface = static _ => default,
        ResolveName = static _ => [],
        HostName = static () => "bench",
        Names = new(static () => null, static () => null),
    };

    private static string Lines(int count, Action<int, StringBuilder> append)
    {
        var text = new StringBuilder(count * 100);
        for (var i = 0; i < count; i++)
        {
            append(i, text);
        }

        return text.ToString();
    }
}

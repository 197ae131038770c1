using System.Text.Json;
using Koi.Ipsec.Rules;
using Koi.Netlink.Xfrm;

namespace Koi.Ipsec.Show;

/// <summary>Flows and SAs as JSON objects; their members are those that <see cref="ShowJson"/> documents.</summary>
internal sealed class JsonRecords(
    bool showKeys, Func<SecurityPolicy, bool> isManagedPolicy, Func<SecurityAssociation, bool> isManagedSa)
{
    private const ushort OnePort = 0xffff;

    public void Write(Utf8JsonWriter json, KernelFlow flow)
    {
        var (rule, policy) = (flow.Flow, flow.Policy);
        json.WriteStartObject();
        json.WriteString("satype", Words.Of(rule.SaType));
        json.WriteString("direction", policy.Direction == PolicyDirection.Forward ? "forward" : Words.Of(rule.Direction));
        json.WriteNumber("protocol", rule.Protocol);
        json.WriteString("from", $"{rule.Source}");
        WritePort(json, "fromPort", policy.Selector.SourcePort, policy.Selector.SourcePortMask);
        json.WriteString("to", $"{rule.Destination}");
        WritePort(json, "toPort", policy.Selector.DestinationPort, policy.Selector.DestinationPortMask);
        json.WriteString("local", rule.Local?.ToString());
        json.WriteString("peer", rule.Peer?.ToString());
        json.WriteString("type", Words.Of(rule.Type));
        json.WriteNumber("priority", policy.Priority);
        json.WriteNumber("index", policy.Index);
        WriteMark(json, policy.Mark);
        WriteNumber(json, "interfaceId", policy.InterfaceId);
        WriteCounters(json, policy.Counters);
        json.WriteBoolean("managed", isManagedPolicy(policy));
        json.WriteEndObject();
    }

    public void Write(Utf8JsonWriter json, KernelSa kernel)
    {
        var (rule, sa) = (kernel.Rule, kernel.Sa);
        json.WriteStartObject();
        json.WriteString("satype", EventName.Word(sa.Id.Protocol));
        json.WriteString("mode", Word(sa.Mode));
        json.WriteString("from", $"{sa.Source}");
        json.WriteString("to", $"{sa.Id.Destination}");
        json.WriteString("spi", $"0x{sa.Id.Spi:x8}");
        WriteTransforms(json, rule, sa);
        json.WriteNumber("requestId", sa.RequestId);
        json.WriteNumber("replayWindow", sa.ReplayEsn?.ReplayWindow ?? sa.ReplayWindow);
        json.WriteBoolean("esn", sa.Flags.HasFlag(StateFlags.Esn));
        WriteEncapsulation(json, sa.Encapsulation);
        WriteMark(json, sa.Mark);
        WriteNumber(json, "interfaceId", sa.InterfaceId);
        WriteLimits(json, sa.Limits);
        WriteErrors(json, sa.Statistics);
        WriteCounters(json, sa.Counters ?? default);
        json.WriteBoolean("managed", isManagedSa(sa));
        json.WriteEndObject();
    }

    public static void WriteCounters(Utf8JsonWriter json, LifetimeCounters counters)
    {
        json.WriteNumber("bytes", counters.Bytes);
        json.WriteNumber("packets", counters.Packets);
        json.WriteNumber("addTime", counters.AddTime);
        json.WriteNumber("useTime", counters.UseTime);
    }

    private void WriteTransforms(Utf8JsonWriter json, Rule.Sa rule, SecurityAssociation sa)
    {
        json.WriteString("auth", rule.Transforms.Authentication?.Name);
        json.WriteString("enc", rule.Transforms.Encryption?.Name);
        json.WriteString("comp", rule.Transforms.Compression?.Name);
        WriteNumber(json, "icvBits", sa.Aead?.IcvBits ?? sa.Authentication?.TruncationBits);
        WriteNumber(json, "authKeyBits", rule.AuthenticationKey?.Bits);
        WriteNumber(json, "encKeyBits", rule.EncryptionKey?.Bits);
        if (showKeys)
        {
            WriteKey(json, "authKey", rule.AuthenticationKey);
            WriteKey(json, "encKey", rule.EncryptionKey);
        }
    }

    /// <summary>Null is not written as a key: the property is there when there is a key and it was asked for.</summary>
    private static void WriteKey(Utf8JsonWriter json, string name, KeyMaterial? key)
    {
        if (key is not null)
        {
            json.WriteString(name, Convert.ToHexStringLower(key.Bytes));
        }
    }

    private static void WriteEncapsulation(Utf8JsonWriter json, Encapsulation? encapsulation)
    {
        if (encapsulation is null)
        {
            json.WriteNull("udpEncapsulation");
            return;
        }

        json.WriteStartObject("udpEncapsulation");
        json.WriteNumber("fromPort", encapsulation.SourcePort);
        json.WriteNumber("toPort", encapsulation.DestinationPort);
        json.WriteEndObject();
    }

    private static void WriteLimits(Utf8JsonWriter json, LifetimeLimits limits)
    {
        json.WriteStartObject("limits");
        WriteLimit(json, "softBytes", limits.SoftBytes, ulong.MaxValue);
        WriteLimit(json, "hardBytes", limits.HardBytes, ulong.MaxValue);
        WriteLimit(json, "softPackets", limits.SoftPackets, ulong.MaxValue);
        WriteLimit(json, "hardPackets", limits.HardPackets, ulong.MaxValue);
        WriteLimit(json, "softAddSeconds", limits.SoftAddSeconds, 0);
        WriteLimit(json, "hardAddSeconds", limits.HardAddSeconds, 0);
        WriteLimit(json, "softUseSeconds", limits.SoftUseSeconds, 0);
        WriteLimit(json, "hardUseSeconds", limits.HardUseSeconds, 0);
        json.WriteEndObject();
    }

    private static void WriteErrors(Utf8JsonWriter json, SaStatistics errors)
    {
        json.WriteStartObject("errors");
        json.WriteNumber("replayWindow", errors.ReplayWindow);
        json.WriteNumber("replay", errors.Replay);
        json.WriteNumber("integrity", errors.IntegrityFailed);
        json.WriteEndObject();
    }

    private static void WriteMark(Utf8JsonWriter json, XfrmMark? mark)
    {
        if (mark is not { } value)
        {
            json.WriteNull("mark");
            return;
        }

        json.WriteStartObject("mark");
        json.WriteNumber("value", value.Value);
        json.WriteNumber("mask", value.Mask);
        json.WriteEndObject();
    }

    private static void WritePort(Utf8JsonWriter json, string name, ushort port, ushort mask)
    {
        json.WriteNumber(name, port);
        if (mask is not (0 or OnePort))
        {
            json.WriteNumber($"{name}Mask", mask);
        }
    }

    private static void WriteLimit(Utf8JsonWriter json, string name, ulong limit, ulong none) =>
        WriteNumber(json, name, limit == none ? null : limit);

    private static void WriteNumber(Utf8JsonWriter json, string name, ulong? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static string Word(XfrmMode mode) => mode switch
    {
        XfrmMode.Transport => "transport",
        XfrmMode.Tunnel => "tunnel",
        XfrmMode.RouteOptimization => "routeoptimization",
        XfrmMode.InTrigger => "intrigger",
        XfrmMode.Beet => "beet",
        XfrmMode.IpTfs => "iptfs",
        _ => $"{(byte)mode}",
    };
}

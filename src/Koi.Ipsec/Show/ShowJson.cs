using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Koi.Netlink.Xfrm;

namespace Koi.Ipsec.Show;

/// <summary>
/// What <c>ipsecctl -s -j</c> prints: one line with an object that has <c>flows</c>, <c>sas</c> or, for <c>all</c>, both. The
/// members below are always there, null for what is absent; more may be added, none is removed or renamed.
/// </summary>
/// <remarks>
/// <para>Flow: satype, direction, protocol (number, 0 any), from, fromPort (0 any; fromPortMask only where it is a range), to,
/// toPort, local, peer, type, priority, index, mark {value, mask}, interfaceId, bytes, packets, addTime, useTime (seconds since
/// 1970, 0 for never), managed.</para>
/// <para>SA: satype, mode, from, to, spi (as text, 0x and 8 digits), auth, enc, comp (names of ipsec.conf(5), else the kernel's),
/// icvBits, authKeyBits, encKeyBits, authKey and encKey (hex; only with <c>-k</c>, only where there is a key), requestId,
/// replayWindow, esn, udpEncapsulation {fromPort, toPort}, mark, interfaceId, limits {soft and hard of Bytes, Packets,
/// AddSeconds, UseSeconds; null for none}, errors {replayWindow, replay, integrity}, bytes, packets, addTime, useTime,
/// managed.</para>
/// <para>managed: whether ipsecctl made it, rather than an IKE daemon or the administrator by other means.</para>
/// </remarks>
public sealed class ShowJson(
    bool showKeys, Func<SecurityPolicy, bool> isManagedPolicy, Func<SecurityAssociation, bool> isManagedSa)
{
    private readonly JsonRecords records = new(showKeys, isManagedPolicy, isManagedSa);

    /// <summary>The line, with its line feed.</summary>
    public string Print(ShowModifier modifier, ImmutableArray<KernelFlow> flows, ImmutableArray<KernelSa> sas) => Line(json =>
    {
        if (modifier is ShowModifier.Flow or ShowModifier.All)
        {
            json.WriteStartArray("flows");
            foreach (var flow in flows)
            {
                records.Write(json, flow);
            }

            json.WriteEndArray();
        }

        if (modifier is ShowModifier.Sa or ShowModifier.All)
        {
            json.WriteStartArray("sas");
            foreach (var sa in sas)
            {
                records.Write(json, sa);
            }

            json.WriteEndArray();
        }
    });

    /// <summary>An object on one line.</summary>
    internal static string Line(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }
}

using Koi.Netlink;

namespace Koi.Tests.Netlink;

/// <summary>Reads the messages of a datagram with a decoder of the library.</summary>
internal static class Decoding
{
    public static List<T> All<T>(ReadOnlySpan<byte> datagram, MessageDecoder<T> decoder)
    {
        var values = new List<T>();
        var messages = new MessageReader(datagram);
        while (messages.Next())
        {
            if (decoder(messages.Current, out var value))
            {
                values.Add(value);
            }
        }

        Assert.False(messages.IsMalformed);
        return values;
    }

    public static T One<T>(ReadOnlySpan<byte> datagram, MessageDecoder<T> decoder) => Assert.Single(All(datagram, decoder));
}

namespace Koi.SaSync.Linux.Network;

/// <summary>Hears of connections; called by many threads, never by two at once for one connection.</summary>
public interface INetworkSink
{
    /// <summary>A peer is connected, and has proved who it is.</summary>
    /// <param name="link">A number of the connection, never used again.</param>
    /// <param name="peer">Its place in <see cref="NetworkSetup.Peers"/>.</param>
    /// <param name="isOutgoing">Whether the connection was made from here.</param>
    void OnUp(int link, int peer, bool isOutgoing);

    /// <summary>A frame came: it can be decoded. The bytes are overwritten afterwards.</summary>
    void OnFrame(int link, ReadOnlySpan<byte> frame);

    /// <summary>Bytes that were to be sent have been handed to the kernel.</summary>
    void OnSent(int link, int bytes);

    /// <summary>A connection that was up is gone.</summary>
    void OnDown(int link, string reason);

    /// <summary>Somebody was turned away.</summary>
    /// <param name="from">Its address.</param>
    /// <param name="reason">Why; one of few texts, so that they can be counted.</param>
    void OnRejected(string from, string reason);
}

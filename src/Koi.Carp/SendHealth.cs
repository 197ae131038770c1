namespace Koi.Carp;

/// <summary>
/// Whether advertisements can be sent, by family: after 3 errors in a row the interface's groups are demoted by 1, after 3 successes in a
/// row no more. The default value is health.
/// </summary>
/// <remarks>OpenBSD sys/netinet/ip_carp.c, carp_send_ad, CARP_SENDAD_MAX_ERRORS and CARP_SENDAD_MIN_SUCCESS, of one vhost.</remarks>
public readonly record struct SendHealth
{
    private const byte Limit = 3;

    private readonly Family v4;
    private readonly Family v6;

    private SendHealth(Family v4, Family v6) => (this.v4, this.v6) = (v4, v6);

    /// <summary>By how much the interface's groups are demoted for it: 0-2, 1 a family.</summary>
    public int Demote => v4.Demote + v6.Demote;

    /// <summary>After an advertisement was sent or not. OpenBSD does not count EHOSTDOWN of a unicast peer: then do not ask.</summary>
    /// <param name="isV6">Whether it was by IPv6.</param>
    /// <param name="wasSent">Whether sending succeeded.</param>
    public SendHealth After(bool isV6, bool wasSent) => isV6 ? new(v4, v6.After(wasSent)) : new(v4.After(wasSent), v6);

    /// <summary>Why the demotion is another than before, in OpenBSD's words; empty when it is the same.</summary>
    public string Reason(SendHealth before) => (v4.Demote - before.v4.Demote, v6.Demote - before.v6.Demote) switch
    {
        ( > 0, _) => "> snderrors",
        ( < 0, _) => "< snderrors",
        (_, > 0) => "> snd6errors",
        (_, < 0) => "< snd6errors",
        _ => "",
    };

    /// <summary>Errors in a row, up to the limit; once there, successes in a row.</summary>
    private readonly record struct Family(byte Errors, byte Successes)
    {
        public int Demote => Errors == Limit ? 1 : 0;

        public Family After(bool wasSent) => (wasSent, Errors) switch
        {
            (false, Limit) => new(Limit, 0),
            (false, _) => new((byte)(Errors + 1), 0),
            (true, Limit) when Successes + 1 < Limit => new(Limit, (byte)(Successes + 1)),
            (true, _) => default,
        };
    }
}

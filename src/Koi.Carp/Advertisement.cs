namespace Koi.Carp;

/// <summary>What an advertisement says, apart from its proof.</summary>
/// <param name="Vhid">The virtual host.</param>
/// <param name="AdvBase">Seconds; 255 in a bow-out.</param>
/// <param name="AdvSkew">1/256 s; 255 in a bow-out.</param>
/// <param name="Demote">How much its sender is demoted.</param>
/// <param name="Counter">The sender's cookie; to others it means nothing.</param>
public readonly record struct Advertisement(byte Vhid, byte AdvBase, byte AdvSkew, byte Demote, ulong Counter)
{
    /// <summary>Of an advertisement, in bytes.</summary>
    public const int Length = 36;
}

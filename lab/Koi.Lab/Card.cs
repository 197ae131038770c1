namespace Koi.Lab;

/// <summary>A network card that a host is to get: made by <see cref="Host.Card"/>, plugged in by connecting it.</summary>
/// <param name="Host">Whose it is.</param>
/// <param name="Name">Its name there, such as <c>eth0</c>.</param>
/// <param name="Addresses">Its addresses with prefix lengths, such as <c>10.1.0.1/24</c>.</param>
public sealed record Card(Host Host, string Name, IReadOnlyList<string> Addresses)
{
    /// <summary>Adds the addresses, once the card is there.</summary>
    internal void SetUp()
    {
        foreach (var address in Addresses)
        {
            Host.AddAddress(Name, address);
        }
    }
}

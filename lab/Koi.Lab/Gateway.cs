namespace Koi.Lab;

/// <summary>A host that passes on packets of others, IPv4 and IPv6.</summary>
public sealed class Gateway : Host
{
    internal Gateway(string name, string fullName)
        : base(name, fullName) => Forward(isOn: true);
}

using System.Security.Cryptography;

namespace Koi.Netlink.Xfrm;

/// <summary>Bytes of a key. It compares in fixed time, does not print itself, and can be zeroed.</summary>
public sealed class KeyMaterial : IEquatable<KeyMaterial>
{
    private readonly byte[] bytes;

    /// <summary>Copies the bytes; whoever passes them zeroes their own copy.</summary>
    public KeyMaterial(ReadOnlySpan<byte> bytes) => this.bytes = bytes.ToArray();

    /// <summary>The key of a null cipher: no bytes.</summary>
    public static KeyMaterial Empty { get; } = new([]);

    /// <summary>The key's bytes; do not copy them to where they outlive this object.</summary>
    public ReadOnlySpan<byte> Bytes => bytes;

    /// <summary>The key's length in bits, which is what the kernel counts in.</summary>
    public uint Bits => (uint)bytes.Length * 8;

    /// <summary>The key's length in bytes.</summary>
    public int Length => bytes.Length;

    /// <summary>Overwrites the bytes with zeros. The object must not be used afterwards.</summary>
    public void Zero() => CryptographicOperations.ZeroMemory(bytes);

    /// <inheritdoc/>
    public bool Equals(KeyMaterial? other) =>
        other is not null && CryptographicOperations.FixedTimeEquals(bytes, other.bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as KeyMaterial);

    /// <inheritdoc/>
    public override int GetHashCode() => bytes.Length;

    /// <summary>The length only: a key is printed by nobody but the printer that was asked for it.</summary>
    public override string ToString() => $"{Bits} bits";
}

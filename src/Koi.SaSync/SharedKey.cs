using System.Security.Cryptography;

namespace Koi.SaSync;

/// <summary>The secret that gateways of a group have in common. Its text form never shows it.</summary>
public sealed class SharedKey
{
    private readonly byte[] bytes;

    /// <summary>A key of 16, 24 or 32 bytes.</summary>
    /// <param name="bytes">Are kept, not copied.</param>
    /// <param name="isText">Whether it was written as text, whose characters are easier to guess than bytes are.</param>
    /// <exception cref="ArgumentException">It has another length.</exception>
    public SharedKey(byte[] bytes, bool isText)
    {
        if (!IsLength(bytes.Length))
        {
            throw new ArgumentException("a key has 16, 24 or 32 bytes", nameof(bytes));
        }

        (this.bytes, IsText) = (bytes, isText);
    }

    /// <summary>Whether it was written as text.</summary>
    public bool IsText { get; }

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Bytes => bytes;

    /// <summary>Whether keys may have so many bytes: 128, 192 or 256 bits.</summary>
    public static bool IsLength(int length) => length is 16 or 24 or 32;

    /// <summary>Whether another key is the same, which takes as long when it is not.</summary>
    public bool IsSame(SharedKey other) => CryptographicOperations.FixedTimeEquals(bytes, other.bytes);

    /// <summary>Overwrites it.</summary>
    public void Forget() => CryptographicOperations.ZeroMemory(bytes);

    /// <inheritdoc/>
    public override string ToString() => $"{bytes.Length * 8} bits";
}

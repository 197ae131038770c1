using Koi.Ipsec.Rules;
using Koi.Language;
using Koi.Netlink.Xfrm;

namespace Koi.Ipsec.Grammar;

/// <content>What makes an SA valid, and the defaults of its transforms.</content>
/// <remarks>OpenBSD sbin/ipsecctl/parse.y, validate_sa; ipsec.conf(5), MANUAL SECURITY ASSOCIATIONS.</remarks>
public sealed partial class IpsecParser
{
    private const string DefaultAuthentication = "hmac-sha2-256";
    private const string DefaultEncryption = "aes";
    private const string DefaultCompression = "deflate";

    /// <summary>Where the parts of an SA rule are written.</summary>
    private readonly record struct SaPlaces(SourceSpan Spi, SourceSpan AuthenticationKey, SourceSpan EncryptionKey);

    /// <summary>What differs between the two directions of a rule: SPI and keys.</summary>
    private bool CheckSa(Rule.Sa sa, SaPlaces places) =>
        CheckIsSpi(sa.Spi, places.Spi) && CheckAuthenticationKey(sa, places) && CheckEncryptionKey(sa, places);

    private bool CheckIsSpi(uint spi, SourceSpan span) => spi != 0 || cursor.Error(span, "no SPI specified");

    private bool FillTransforms(SaType type, TransformSet given, out TransformSet filled)
    {
        filled = given;
        switch (type)
        {
            case SaType.Ah:
                filled = given with { Authentication = given.Authentication ?? Authentication() };
                return Forbid(given.Encryption, encryptionSpan, "ah does not provide encryption")
                    && Forbid(given.Compression, compressionSpan, "ah does not provide compression");
            case SaType.Esp:
                return FillEsp(given, out filled);
            case SaType.IpComp:
                filled = given with { Compression = given.Compression ?? Compression() };
                return Forbid(given.Authentication, authenticationSpan, "no encryption or authentication with ipcomp")
                    && Forbid(given.Encryption, encryptionSpan, "no encryption or authentication with ipcomp");
            case SaType.IpIp:
                const string Message = "no encryption, authentication or compression with ipip";
                return Forbid(given.Authentication, authenticationSpan, Message)
                    && Forbid(given.Encryption, encryptionSpan, Message)
                    && Forbid(given.Compression, compressionSpan, Message);
            case SaType.TcpMd5:
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private bool FillEsp(TransformSet given, out TransformSet filled)
    {
        filled = given;
        if (!Forbid(given.Compression, compressionSpan, "esp does not provide compression"))
        {
            return false;
        }

        var encryption = given.Encryption ?? TransformTable.Find(dialect.Transforms.Encryption, DefaultEncryption)!;
        if (encryption.RepeatsKeystream && !dialect.IsOpenBsd49)
        {
            cursor.Warn(encryptionSpan, encryption.KeystreamWarning);
        }

        if (encryption.AuthenticationIsImplicit && given.Authentication is not null)
        {
            return cursor.Error(authenticationSpan, $"authentication is implicit for {encryption.Name}");
        }

        var authentication = given.Authentication ?? (encryption.AuthenticationIsImplicit ? null : Authentication());
        filled = given with { Encryption = encryption, Authentication = authentication };
        return true;
    }

    private Transform Authentication() => TransformTable.Find(dialect.Transforms.Authentication, DefaultAuthentication)!;

    private Transform Compression() => TransformTable.Find(dialect.Transforms.Compression, DefaultCompression)!;

    private bool Forbid(Transform? transform, SourceSpan span, string message) => transform is null || cursor.Error(span, message);

    private bool CheckAuthenticationKey(Rule.Sa sa, SaPlaces places)
    {
        if (sa.Transforms.Authentication is not { } transform)
        {
            return sa.SaType == SaType.TcpMd5 || CheckNoKey(sa.AuthenticationKey, places.AuthenticationKey, "authentication");
        }

        if (sa.AuthenticationKey is not { } key)
        {
            return transform.IsNone || cursor.Error(PlaceOr(places.AuthenticationKey, sa), "no authentication key specified");
        }

        return key.Bits == transform.MaxKeyBits
            || cursor.Error(PlaceOr(places.AuthenticationKey, sa), dialect.IsOpenBsd49
                ? $"wrong authentication key length, needs to be {transform.MaxKeyBits} bits"
                : $"wrong authentication key length, needs to be {transform.MaxKeyBits} bits and has {key.Bits}");
    }

    private bool CheckEncryptionKey(Rule.Sa sa, SaPlaces places)
    {
        if (sa.Transforms.Encryption is not { } transform)
        {
            return CheckNoKey(sa.EncryptionKey, places.EncryptionKey, "encryption");
        }

        if (sa.EncryptionKey is not { } key)
        {
            // OpenBSD asks for a key for "none" too.
            return transform.Name is "null" || (transform.IsNone && !dialect.IsOpenBsd49)
                || cursor.Error(PlaceOr(places.EncryptionKey, sa), "no encryption key specified");
        }

        return CheckLength(key, transform, PlaceOr(places.EncryptionKey, sa));
    }

    /// <summary>A key that nothing uses; OpenBSD says nothing of it.</summary>
    private bool CheckNoKey(KeyMaterial? key, SourceSpan span, string what) =>
        key is null || dialect.IsOpenBsd49 || cursor.Error(span, $"nothing here uses an {what} key");

    private bool CheckLength(KeyMaterial key, Transform transform, SourceSpan span)
    {
        if (key.Bits < transform.MinKeyBits)
        {
            return cursor.Error(span, $"encryption key too short ({key.Bits} bits), minimum {transform.MinKeyBits} bits");
        }

        return key.Bits <= transform.MaxKeyBits
            || cursor.Error(span, $"encryption key too long ({key.Bits} bits), maximum {transform.MaxKeyBits} bits");
    }

    private static SourceSpan PlaceOr(SourceSpan span, Rule.Sa sa) => span.Source is null ? sa.Span : span;
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Koi.SaSync.Linux.Network;

/// <summary>Certificates of gateways: each signed by itself. They say nothing; who holds one is proved by the key, or by its fingerprint.</summary>
public static class Certificate
{
    /// <summary>One that lives as long as the daemon.</summary>
    /// <param name="now">From when it is valid, some hours before included.</param>
    public static X509Certificate2 Make(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=koi", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(now.AddDays(-1), now.AddYears(20));
    }

    /// <summary>SHA-256 of its bytes.</summary>
    public static byte[] HashOf(X509Certificate certificate) => SHA256.HashData(certificate.GetRawCertData());
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Dpa.Realtime.LoadTest.Producing;

/// <summary>A certificate for one run; the load knows it by its name.</summary>
internal static class OwnCertificate
{
    private const string Subject = "CN=dpa-load-test";

    public static bool Is(X509Certificate? certificate) => certificate?.Subject == Subject;

    public static X509Certificate2 Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = DateTimeOffset.UtcNow;
        return new CertificateRequest(Subject, key, HashAlgorithmName.SHA256).CreateSelfSigned(
            now.AddHours(-1), now.AddHours(1));
    }
}

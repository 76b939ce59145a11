using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DocumentPipelineHost.Tests.Notifications;

/// <summary>A root, an authority that it issued, and the certificate of 127.0.0.1 that that one issued.</summary>
internal sealed class IssuedCertificates : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <param name="isForServers">Whether the last one may be a server's.</param>
    public IssuedCertificates(bool isForServers)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var rootKey = RSA.Create(2048);
        Root = Authority("CN=root", rootKey).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        using var issuingKey = RSA.Create(2048);
        Issuing = Authority("CN=issuing", issuingKey).Create(Root, now.AddDays(-1), now.AddHours(23), [1]);
        using var issuer = Issuing.CopyWithPrivateKey(issuingKey);
        using var key = RSA.Create(2048);
        var request = Request("CN=127.0.0.1", key);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            [new Oid(isForServers ? ServerAuthentication : ClientAuthentication)], false));
        using var bare = request.Create(issuer, now.AddDays(-1), now.AddHours(22), [2]);
        Server = bare.CopyWithPrivateKey(key);
    }

    public X509Certificate2 Root { get; }

    public X509Certificate2 Issuing { get; }

    /// <summary>With its key.</summary>
    public X509Certificate2 Server { get; }

    public void Dispose()
    {
        Root.Dispose();
        Issuing.Dispose();
        Server.Dispose();
    }

    private static CertificateRequest Authority(string name, RSA key)
    {
        var request = Request(name, key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request;
    }

    private static CertificateRequest Request(string name, RSA key) =>
        new(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
}

using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DocumentPipelineHost.Tests.Host;
using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Processes;

namespace DocumentPipelineHost.Tests.Proxies;

/// <summary>
/// A real nginx before a host, with the ways in which people put one there; each on a port of its own.
/// </summary>
internal sealed class NginxServer : IAsyncDisposable
{
    private const string Upgrade =
        "proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "
            + "$connection_upgrade; proxy_buffering off; client_max_body_size 0;";

    private readonly DataFolderOfTest _folder = new();
    private ServerProcess? _process;

    /// <summary>TLS ends here, as docs/proxies.md writes it.</summary>
    public Uri Documented { get; } = new($"https://127.0.0.1:{FreePorts.Next()}/");

    /// <summary><c>proxy_pass</c> and nothing else.</summary>
    public Uri Plain { get; } = new($"http://127.0.0.1:{FreePorts.Next()}/");

    /// <summary><c>Host $host</c>: the port is lost.</summary>
    public Uri WithoutPort { get; } = new($"http://127.0.0.1:{FreePorts.Next()}/");

    /// <summary>
    /// Below it: <c>/app/</c> passed on, <c>/docs/</c> taken away and said, <c>/bare/</c> taken away.
    /// </summary>
    public Uri Paths { get; } = new($"http://127.0.0.1:{FreePorts.Next()}/");

    public async Task StartAsync(Uri host)
    {
        Requirements.Nginx();
        WriteCertificate();
        var configuration = Path.Combine(_folder.Path, "nginx.conf");
        await File.WriteAllTextAsync(
            configuration,
            Configuration(host.GetLeftPart(UriPartial.Authority)),
            TestContext.Current.CancellationToken
        );
        _process = ServerProcess.Start(
            "nginx",
            ["-c", configuration, "-p", _folder.Path, "-e", "stderr", "-g", "daemon off;"],
            _folder.Path
        );
        foreach (var address in (Uri[])[Documented, Plain, WithoutPort, Paths])
            await Eventually.HoldsAsync(() => ListensAsync(address), $"nginx listens: {_process.Describe()}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.StopAsync();
        _folder.Dispose();
    }

    private string Configuration(string host) =>
        $$"""
            worker_processes 1;
            pid {{_folder.Path}}/nginx.pid;
            events { worker_connections 256; }
            http {
                access_log off;
                {{string.Join(
                '\n',
                ((string[])["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]).Select(kind =>
                    $"{kind}_temp_path {_folder.Path}/{kind};"
                )
            )}}
                {{AsDocumented(host)}}
                server { listen 127.0.0.1:{{Plain.Port}}; location / { proxy_pass {{host}}; } }
                server { listen 127.0.0.1:{{WithoutPort.Port}}; location / { proxy_pass {{host}}; {{Upgrade}} proxy_set_header Host $host; } }
                server {
                    listen 127.0.0.1:{{Paths.Port}};
                    location /app/ { proxy_pass {{host}}; {{Upgrade}} proxy_set_header Host $http_host; }
                    location /docs/ { proxy_pass {{host}}/; {{Upgrade}} proxy_set_header Host $http_host; proxy_set_header X-Forwarded-Prefix /docs; }
                    location /bare/ { proxy_pass {{host}}/; {{Upgrade}} proxy_set_header Host $http_host; }
                }
            }
            """;

    /// <summary>The page's own example, with this test's ports, certificate and host.</summary>
    private string AsDocumented(string host)
    {
        const string Begin = "```nginx\n";
        var text = File.ReadAllText(Path.Combine(Assets.Root, "docs", "proxies.md"));
        var start = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        return text[start..text.IndexOf("```", start, StringComparison.Ordinal)]
            .Replace(
                "listen 443 ssl;",
                $"listen 127.0.0.1:{Documented.Port} ssl; ssl_certificate {_folder.Path}/tls.pem; ssl_certificate_key "
                    + $"{_folder.Path}/tls.key;",
                StringComparison.Ordinal
            )
            .Replace("http://127.0.0.1:8200", host, StringComparison.Ordinal);
    }

    private void WriteCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(Path.Combine(_folder.Path, "tls.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder.Path, "tls.key"), key.ExportPkcs8PrivateKeyPem());
    }

    internal static async Task<bool> ListensAsync(Uri address)
    {
        using var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync(address.Host, address.Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

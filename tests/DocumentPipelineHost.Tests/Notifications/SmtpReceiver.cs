using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DocumentPipelineHost.Configuration;

namespace DocumentPipelineHost.Tests.Notifications;

/// <summary>
/// A small SMTP server (RFC 5321; RFC 3207 or TLS from the first byte) that keeps the messages it got.
/// </summary>
internal sealed class SmtpReceiver : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _messages = new();
    private readonly X509Certificate2? _certificate;
    private readonly SmtpTls _tls;
    private readonly Task _accepting;
    private int _conversations;
    private int _refused;

    /// <summary>Without TLS.</summary>
    public SmtpReceiver()
        : this(SmtpTls.Auto, null)
    {
    }

    /// <param name="tls">How TLS begins; <see cref="SmtpTls.Auto"/>: not at all.</param>
    /// <param name="certificate">The server's, with its key.</param>
    public SmtpReceiver(SmtpTls tls, X509Certificate2? certificate)
    {
        (_tls, _certificate) = (tls, certificate);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>What the server sends with its certificate: those between it and the root.</summary>
    public X509Certificate2Collection Between { get; init; } = [];

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public IReadOnlyList<string> Messages => [.. _messages];

    /// <summary>How many messages are refused for now (451) before one is taken.</summary>
    public int RefuseFirst { get; init; }

    /// <summary>Connections that came to an end.</summary>
    public int Conversations => Volatile.Read(ref _conversations);

    /// <summary>A certificate that nobody has issued but itself.</summary>
    /// <param name="address">What it is for.</param>
    public static X509Certificate2 CertificateOf(IPAddress address)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={address}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            try
            {
                var isSecure = _tls == SmtpTls.Implicit;
                await TalkAsync(isSecure ? await SecureAsync(client.GetStream()) : client.GetStream(), isSecure);
            }
            catch (Exception exception) when (exception is IOException or AuthenticationException)
            {
                // The client does not like it.
            }

            Interlocked.Increment(ref _conversations);
        }
    }

    private async Task<Stream> SecureAsync(Stream plain)
    {
        var secure = new SslStream(plain);
        await secure.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificateContext = SslStreamCertificateContext.Create(_certificate!, Between, offline: true),
            },
            _stop.Token);
        return secure;
    }

    /// <summary>Greets a client; after STARTTLS the same conversation begins again, without a greeting.</summary>
    private async Task TalkAsync(Stream stream, bool isSecure, bool isAgain = false)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false))
        {
            NewLine = "\r\n", AutoFlush = true,
        };
        if (!isAgain)
            await writer.WriteLineAsync("220 receiver");
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            var verb = line.Split(' ', ':')[0].ToUpperInvariant();
            if (verb == "STARTTLS")
            {
                await writer.WriteLineAsync("220 go on");
                await TalkAsync(await SecureAsync(stream), isSecure: true, isAgain: true);
                return;
            }

            if (verb == "DATA")
                await TakeAsync(reader, writer, isSecure);
            if (verb == "MAIL" && _refused < RefuseFirst)
                await writer.WriteLineAsync($"451 later, {++_refused} of {RefuseFirst}");
            else if (verb == "EHLO" && _tls == SmtpTls.StartTls && !isSecure)
                await writer.WriteLineAsync("250-receiver\r\n250 STARTTLS");
            else
                await writer.WriteLineAsync(verb == "QUIT" ? "221 bye" : "250 ok");
            if (verb == "QUIT")
                return;
        }
    }

    private async Task TakeAsync(StreamReader reader, StreamWriter writer, bool isSecure)
    {
        await writer.WriteLineAsync("354 go on");
        var message = new StringBuilder(isSecure ? "(over TLS)\n" : string.Empty);
        while (await reader.ReadLineAsync(_stop.Token) is { } line and not ".")
            message.AppendLine(line);
        _messages.Enqueue(message.ToString());
    }
}

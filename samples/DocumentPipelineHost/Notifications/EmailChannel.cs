using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DocumentPipelineHost.Configuration;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace DocumentPipelineHost.Notifications;

/// <summary>
/// Sends text, plain and as HTML, by the operator's SMTP server; the same Message-ID in every attempt. In Development
/// without a server each is a file in the <see cref="MailFolder"/>.
/// </summary>
internal sealed class EmailChannel(
    IOptions<SmtpOptions> options, IOptions<NotificationOptions> notifications, MailFolder folder,
    IHostEnvironment environment) : IChannel
{
    private const int ImplicitTls = 465;
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    public string Name => Channels.Email;

    public bool IsAvailable => HasServer || environment.IsDevelopment();

    private bool HasServer => !string.IsNullOrWhiteSpace(options.Value.Host);

    public async Task SendAsync(Delivery delivery, NotificationSettings settings, CancellationToken ct)
    {
        var to = settings.Email
            ?? throw new DeliveryFailedException("The e-mail address is no longer set.", isFinal: true);
        using var message = new MimeMessage();
        message.From.Add(MailboxAddress.Parse(options.Value.From));
        message.To.Add(MailboxAddress.Parse(to.To));
        message.Subject = NotificationText.Of(delivery);
        message.MessageId = $"{delivery.Id}@dpa";
        message.Body = EmailText.Of(delivery, notifications.Value.GetPage());
        if (HasServer)
            await SendAsync(message, ct);
        else if (environment.IsDevelopment())
            await folder.WriteAsync(delivery.Id, message, ct);
        else
            throw new DeliveryFailedException("Smtp:Host is no longer set.", isFinal: true);
    }

    private async Task SendAsync(MimeMessage message, CancellationToken ct)
    {
        using var client = new SmtpClient();
        if (options.Value.CaFile is { Length: > 0 } authorities)
        {
            client.ServerCertificateValidationCallback =
                (_, certificate, sent, errors) => IsTrusted(certificate, sent, errors, authorities);
        }

        await client.ConnectAsync(options.Value.Host!, options.Value.Port, Security(), ct);
        if (!string.IsNullOrEmpty(options.Value.User))
            await client.AuthenticateAsync(options.Value.User, options.Value.Password ?? string.Empty, ct);
        await SendAsync(client, message, ct);
    }

    private static async Task SendAsync(SmtpClient client, MimeMessage message, CancellationToken ct)
    {
        try
        {
            await client.SendAsync(message, ct);
        }
        catch (SmtpCommandException refused) when ((int)refused.StatusCode >= 500)
        {
            throw new DeliveryFailedException($"The mail server refuses it: {refused.Message}", isFinal: true);
        }

        await client.DisconnectAsync(quit: true, ct);
    }

    /// <summary>
    /// A certificate that this machine does not trust may be of one of the further authorities, by those that the
    /// server sent with it; its name must be right, and it must be for servers.
    /// </summary>
    private static bool IsTrusted(
        X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors, string authorities)
    {
        if (errors == SslPolicyErrors.None)
            return true;
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is null)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(authorities);
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        if (sent is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
            foreach (var element in sent.ChainElements)
                chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck; // an own authority publishes no list as a rule
        using var own = new X509Certificate2(certificate);
        return chain.Build(own);
    }

    private SecureSocketOptions Security() => options.Value switch
    {
        { Secure: false } => SecureSocketOptions.None,
        { Tls: SmtpTls.Implicit } or { Tls: SmtpTls.Auto, Port: ImplicitTls } => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.StartTls,
    };
}

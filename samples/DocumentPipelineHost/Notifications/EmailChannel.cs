using DocumentPipelineHost.Configuration;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace DocumentPipelineHost.Notifications;

/// <summary>Sends plain text by the operator's SMTP server; the same Message-ID in every attempt.</summary>
internal sealed class EmailChannel(IOptions<SmtpOptions> options) : IChannel
{
    private const int ImplicitTls = 465;

    public string Name => Channels.Email;

    public bool IsAvailable => !string.IsNullOrWhiteSpace(options.Value.Host);

    public async Task SendAsync(Delivery delivery, NotificationSettings settings, CancellationToken ct)
    {
        var to = settings.Email ?? throw new DeliveryFailedException("The e-mail address is no longer set.", isFinal: true);
        using var message = new MimeMessage();
        message.From.Add(MailboxAddress.Parse(options.Value.From));
        message.To.Add(MailboxAddress.Parse(to.To));
        message.Subject = NotificationText.Of(delivery);
        message.MessageId = $"{delivery.Id}@dpa";
        message.Body = new TextPart("plain") { Text = $"{NotificationText.Of(delivery)}\n\n{delivery.Payload}\n" };
        using var client = new SmtpClient();
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

    private SecureSocketOptions Security() => (options.Value.Secure, options.Value.Port) switch
    {
        (false, _) => SecureSocketOptions.None,
        (true, ImplicitTls) => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.StartTls,
    };
}

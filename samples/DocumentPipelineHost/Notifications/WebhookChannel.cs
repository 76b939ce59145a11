using System.Globalization;
using System.Text;
using DocumentPipelineHost.Configuration;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Notifications;

/// <summary>
/// POSTs the payload to an address that a user named, signed as Standard Webhooks; the same id in every attempt.
/// </summary>
internal sealed class WebhookChannel(
    PublicConnections connections, IOptions<NotificationOptions> options, TimeProvider time) : IChannel, IDisposable
{
    private readonly HttpClient _http = connections.CreateClient(options.Value.AttemptTimeout);

    public string Name => Channels.Webhook;

    public bool IsAvailable => true;

    public async Task SendAsync(Delivery delivery, NotificationSettings settings, CancellationToken ct)
    {
        var webhook = settings.Webhook
            ?? throw new DeliveryFailedException("The webhook is no longer set.", isFinal: true, isUnset: true);
        var now = time.GetUtcNow();
        var timestamp = now.ToUnixTimeSeconds();
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url)
        {
            Content = new StringContent(delivery.Payload, Encoding.UTF8, "application/json"),
            Headers =
            {
                { "webhook-id", delivery.Id },
                { "webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture) },
                {
                    "webhook-signature",
                    string.Join(' ', Secrets(webhook, now).Select(secret =>
                        WebhookSignature.Sign(secret, delivery.Id, timestamp, delivery.Payload)))
                },
            },
        };
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        DeliveryFailedException.ThrowUnlessTaken(answer);
    }

    /// <summary>The secret, and for a while the one before: a receiver may have either.</summary>
    private static IEnumerable<string> Secrets(WebhookSettings webhook, DateTimeOffset now) =>
        webhook is { PreviousSecret: { } previous } && webhook.PreviousUntil > now
            ? [webhook.Secret!, previous]
            : [webhook.Secret!];

    public void Dispose() => _http.Dispose();
}

using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using DocumentPipelineHost.Configuration;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Notifications;

/// <summary>Hands a text to the operator's HTTP gateway.</summary>
internal sealed class SmsChannel(IOptions<NotificationOptions> options) : IChannel, IDisposable
{
    private readonly HttpClient _http = new(
        new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(1) })
    {
        Timeout = options.Value.AttemptTimeout,
    };

    public string Name => Channels.Sms;

    public bool IsAvailable => !string.IsNullOrWhiteSpace(options.Value.SmsGateway);

    public async Task SendAsync(Delivery delivery, NotificationSettings settings, CancellationToken ct)
    {
        var sms = settings.Sms ?? throw new DeliveryFailedException("The number is no longer set.", isFinal: true);
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Value.SmsGateway)
        {
            // as text, so that its length is known: many gateways take no chunked body
            Content = new StringContent(
                JsonSerializer.Serialize(new { to = sms.To, text = NotificationText.Of(delivery) }), Encoding.UTF8,
                MediaTypeNames.Application.Json),
            Headers = { { "Idempotency-Key", delivery.Id } },
        };
        if (!string.IsNullOrEmpty(options.Value.SmsToken))
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Value.SmsToken);
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        DeliveryFailedException.ThrowUnlessTaken(answer);
    }

    public void Dispose() => _http.Dispose();
}

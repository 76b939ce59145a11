using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using Dpa.Realtime.Faults;

namespace DocumentPipelineHost.Tests.Notifications;

/// <summary>A webhook's secret is replaced: a receiver that has either of the two can check what comes.</summary>
public sealed class WebhookSecretTests
{
    private static readonly string Old = NewSecret();
    private static readonly string New = NewSecret();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1.00:00:00", true)]
    [InlineData("00:00:00", false)]
    public async Task Webhook_WithAnotherSecret_IsSignedWithBothForAWhile(string overlap, bool hasBoth)
    {
        await using var hook = await HttpReceiver.StartAsync();
        await using var work = await HostAtWork.StartAsync(
            Rows.Sqlite, "--Notifications:Interval=00:00:00.1", $"--Notifications:SecretOverlap={overlap}",
            "--Notifications:AllowedNetworks=127.0.0.0/8");
        await SetAsync(work.Client, hook.Url, Old);
        await NotifyAsync(work.Client, hook, 1);

        await SetAsync(work.Client, hook.Url, New);
        await NotifyAsync(work.Client, hook, 2);
        await SetAsync(work.Client, hook.Url, New); // the same again ends nothing
        await NotifyAsync(work.Client, hook, 3);

        Assert.Equal([Sign(Old, hook.Received[0])], Signatures(hook.Received[0]));
        foreach (var received in hook.Received.Skip(1))
            Assert.Equal(
                hasBoth ? [Sign(New, received), Sign(Old, received)] : [Sign(New, received)], Signatures(received));
    }

    /// <summary>Neither another address gets it, nor does a caller choose it.</summary>
    [Fact]
    public async Task Webhook_AtAnotherAddress_IsNotSignedWithTheFormerSecret()
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite);
        await SetAsync(work.Client, "https://example.com/a", Old);

        var moved = await SetAsync(work.Client, "https://example.com/b", New);
        var chosen = await SetAsync(work.Client, "https://example.com/b", New, previous: Old);

        Assert.Null(moved["previous_secret"]);
        Assert.Null(chosen["previous_secret"]);
    }

    private static string NewSecret() => "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private static string[] Signatures(Received received) => received.Headers["webhook-signature"].Split(' ');

    /// <summary>By the specification, and not by the host's code.</summary>
    private static string Sign(string secret, Received received)
    {
        var content = $"{received.Headers["webhook-id"]}.{received.Headers["webhook-timestamp"]}.{received.Body}";
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(
            Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes(content)));
    }

    private static async Task<JsonNode> SetAsync(HostClient client, string url, string secret, string? previous = null)
    {
        using var answer = await client.Http.PutAsJsonAsync(
            "/api/v2/notifications",
            new
            {
                webhook = new
                {
                    url, secret, previous_secret = previous, previous_until = "2100-01-01T00:00:00Z",
                },
                events = new[] { "completed" },
            },
            Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!["settings"]!["webhook"]!;
    }

    private static async Task NotifyAsync(HostClient client, HttpReceiver hook, int count)
    {
        await client.UploadAsync(Texts.Unique($"Message {count}."), $"{count}.txt", ("create_index", "true"));
        await Eventually.HoldsAsync(() => hook.Received.Count == count, $"message {count} arrives");
    }
}

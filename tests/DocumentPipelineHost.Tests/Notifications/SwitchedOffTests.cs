using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DocumentPipelineHost.Notifications;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using Dpa.Realtime.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace DocumentPipelineHost.Tests.Notifications;

/// <summary>
/// A webhook that always fails is switched off: it is said in the log and by the other channels, and its user can
/// switch it on again.
/// </summary>
public sealed class SwitchedOffTests
{
    private const string User = "user-1";

    private static readonly string[] Quick =
    [
        "--Notifications:AllowedNetworks", "127.0.0.0/8", "--Notifications:Interval", "00:00:00.1",
        "--Notifications:RetryDelays", "00:00:00.1",
        "--Notifications:SwitchOffAfter", "3",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Rows.Sqlite, 410)]
    [InlineData(Rows.Postgres, 500)]
    public async Task Webhook_FailsAgainAndAgain_IsOffUntilItIsSwitchedOn(Rows rows, int status)
    {
        var answer = status;
        await using var hook = await HttpReceiver.StartAsync(0, (context, _) =>
        {
            context.Response.StatusCode = answer;
            return Task.CompletedTask;
        });
        await using var mail = new SmtpReceiver();
        await using var place = await HostPlace.CreateAsync(rows);
        await using var host = await place.StartAsync(
            [.. Quick, "--Smtp:Host", "127.0.0.1", $"--Smtp:Port={mail.Port}", "--Smtp:Secure", "false"]);
        using var client = host.As(User);
        await SetAsync(client, hook.Url, hasMail: true);

        for (var i = 0; i < 3; i++)
            await CompleteAsync(client);
        await Eventually.HoldsAsync(
            async () => Off(await client.GetAsync("/api/v2/notifications")).Count == 1, "it is off");
        var asked = hook.Received.Count;
        Assert.Equal(status == 410 ? 3 : 6, asked); // each once, or with its retry
        await CompleteAsync(client);
        await Eventually.HoldsAsync(() => mail.Messages.Count == 5, "four ends and the notice came by e-mail");

        var shown = await client.GetAsync("/api/v2/notifications");
        Assert.Equal(("webhook", 3), ((string?)Off(shown)[0]!["channel"], (int)Off(shown)[0]!["failed"]!));
        Assert.Contains($"{status}", (string)Off(shown)[0]!["reason"]!, StringComparison.Ordinal);
        var log = shown["deliveries"]!.AsArray().Where(static one => (string?)one!["channel"] == "webhook").ToList();
        Assert.Equal(3, log.Count(static one => (string?)one!["status"] == "failed"));
        Assert.Equal(
            ["channel.off", "pipeline.completed"],
            log.Where(static one => (string?)one!["status"] == "off")
                .Select(static one => (string)one!["event"]!)
                .Order(StringComparer.Ordinal));
        Assert.Single(mail.Messages, static message =>
            message.Contains("switched off after 3 failures", StringComparison.Ordinal));
        Assert.Equal(asked, hook.Received.Count); // nothing was sent since

        answer = 204;
        using (var on = await client.Http.PostAsync("/api/v2/notifications/webhook/on", null, Cancellation))
            Assert.Empty(Off(JsonNode.Parse(await on.Content.ReadAsStringAsync(Cancellation))!));
        await CompleteAsync(client);
        await Eventually.HoldsAsync(
            () => place.Count("notification_deliveries WHERE channel = 'webhook' AND status = 'delivered'") == 1,
            "it is delivered");
        Assert.Equal(asked + 1, hook.Received.Count);
    }

    [Fact]
    public async Task Webhook_ThatTakesOneInBetween_StaysOn()
    {
        await using var hook = await HttpReceiver.StartAsync(410, 410, 204, 410, 410, 204);
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        await using var host = await place.StartAsync(Quick);
        using var client = host.As(User);
        await SetAsync(client, hook.Url);

        for (var sent = 1; sent <= 6; sent++)
        {
            await CompleteAsync(client);
            await Eventually.HoldsAsync(
                () => place.Count("notification_deliveries WHERE due_at IS NULL") == sent, $"attempt {sent} is noted");
        }

        Assert.Equal(2, place.Count("notification_deliveries WHERE status = 'delivered'"));
        Assert.Empty(Off(await client.GetAsync("/api/v2/notifications")));
    }

    [Fact]
    public async Task Webhook_ThatIsOff_IsOnUnderAnotherAddress()
    {
        await using var broken = await HttpReceiver.StartAsync(410);
        await using var hook = await HttpReceiver.StartAsync();
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        await using var host = await place.StartAsync(Quick);
        using var client = host.As(User);
        await SetAsync(client, broken.Url);
        for (var i = 0; i < 3; i++)
            await CompleteAsync(client);
        await Eventually.HoldsAsync(
            async () => Off(await client.GetAsync("/api/v2/notifications")).Count == 1, "it is off");

        await SetAsync(client, broken.Url);
        Assert.Single(Off(await client.GetAsync("/api/v2/notifications"))); // nothing has changed
        await SetAsync(client, hook.Url);
        await CompleteAsync(client);

        await Eventually.HoldsAsync(() => hook.Received.Count == 1, "the new address is notified");
        Assert.Equal(3, broken.Received.Count);
    }

    /// <summary>What was to be sent to it ends, and is no failure of the next one's.</summary>
    [Fact]
    public async Task Webhook_ThatIsRemovedWhileADeliveryWaits_HasNotFailed()
    {
        var removed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var hook = await HttpReceiver.StartAsync(0, async (context, _) =>
        {
            await removed.Task.WaitAsync(TimeSpan.FromMinutes(1));
            context.Response.StatusCode = 503;
        });
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        await using var host = await place.StartAsync(Quick);
        using var client = host.As(User);
        await SetAsync(client, hook.Url);
        await CompleteAsync(client);
        await Eventually.HoldsAsync(
            () => place.Count("notification_deliveries WHERE attempts = 1") == 1, "an attempt is under way");

        using (var answer = await client.Http.PutAsJsonAsync(
            "/api/v2/notifications", new { events = new[] { "completed" } }, Cancellation))
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
        removed.SetResult();
        await Eventually.HoldsAsync(
            () => place.Count("notification_deliveries WHERE status = 'failed'") == 1, "it is given up");

        Assert.Equal(1, place.Count("notification_deliveries WHERE detail = 'The webhook is no longer set.'"));
        Assert.Equal(0, place.Count("notification_failures"));
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Postgres)]
    public async Task Delivery_ThatWasTakenBeforeItsWebhookWasSwitchedOff_IsNotSent(Rows rows)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        await using var host = await place.StartAsync(
            "--Notifications:AllowedNetworks", "127.0.0.0/8", "--Notifications:Interval", "00:10:00",
            "--Notifications:SwitchOffAfter", "1");
        using var client = host.As(User);
        await SetAsync(client, "http://127.0.0.1:9/hook");
        await CompleteAsync(client);
        await CompleteAsync(client);
        var deliveries = host.Services.GetRequiredService<DeliveryStore>();
        var taken = await deliveries.TakeAsync(new DeliverySlots());
        Assert.Equal(2, taken.Count);

        Assert.False(await deliveries.IsLeftOutAsync(taken[0]));
        Assert.True(await deliveries.FailedAsync(taken[0], "410", isFinal: true, isUnset: false));
        Assert.True(await deliveries.IsLeftOutAsync(taken[1]));

        Assert.Equal(1, place.Count("notification_deliveries WHERE status = 'off' AND event <> 'channel.off'"));
    }

    /// <summary>A test message goes to an address that the user named: one a minute.</summary>
    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Postgres)]
    public async Task Test_AgainWithinAMinute_IsRefusedWithTheWait(Rows rows)
    {
        await using var hook = await HttpReceiver.StartAsync();
        await using var place = await HostPlace.CreateAsync(rows);
        await using var host = await place.StartAsync(Quick);
        using var client = host.As(User);
        await SetAsync(client, hook.Url);

        using (var first = await client.Http.PostAsync("/api/v2/notifications/test", null, Cancellation))
            Assert.True(first.IsSuccessStatusCode, await first.Content.ReadAsStringAsync(Cancellation));
        using var second = await client.Http.PostAsync("/api/v2/notifications/test", null, Cancellation);

        Assert.InRange(second.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Assert.Equal((429, "tested_just_now"), await HostClient.ProblemAsync(second));
        Assert.Equal(1, place.Count("notification_deliveries"));
        using var other = host.As("user-2");
        await SetAsync(other, hook.Url);
        using var own = await other.Http.PostAsync("/api/v2/notifications/test", null, Cancellation);
        Assert.True(own.IsSuccessStatusCode, await own.Content.ReadAsStringAsync(Cancellation));
    }

    private static JsonArray Off(JsonNode answer) => answer["off"]!.AsArray();

    private static async Task CompleteAsync(HostClient client) =>
        await client.EndAsync(
            await client.UploadAsync(Texts.Unique("Completed."), "good.txt", ("create_index", "true")));

    private static async Task SetAsync(HostClient client, string url, bool hasMail = false)
    {
        object settings = hasMail
            ? new { webhook = new { url }, email = new { to = "anna@example.com" }, events = new[] { "completed" } }
            : new { webhook = new { url }, events = new[] { "completed" } };
        using var answer = await client.Http.PutAsJsonAsync("/api/v2/notifications", settings, Cancellation);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }
}

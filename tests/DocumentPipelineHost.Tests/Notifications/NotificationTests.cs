using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using DocumentPipelineHost.Notifications;
using DocumentPipelineHost.Tests.Batches;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using Dpa.Realtime.Faults;

namespace DocumentPipelineHost.Tests.Notifications;

/// <summary>Webhook, e-mail and SMS with real receivers of this machine.</summary>
public sealed class NotificationTests
{
    private const string User = HostAtWork.User;

    private static readonly string[] Quick =
    [
        "--Notifications:AllowedNetworks", "127.0.0.0/8", "--Notifications:Interval", "00:00:00.1",
        "--Notifications:RetryDelays", "00:00:00.1,00:00:00.2,00:00:00.3",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Postgres)]
    public async Task FailedPipelineAndBatch_EachChannel_ArrivesOnceAndIsSigned(Rows rows)
    {
        await using var hook = await HttpReceiver.StartAsync();
        await using var gateway = await HttpReceiver.StartAsync();
        await using var mail = new SmtpReceiver();
        await using var place = await HostPlace.CreateAsync(rows);
        await using var host = await place.StartAsync([
            .. Quick, "--Notifications:SmsGateway", gateway.Url, "--Notifications:SmsToken", "gateway-token",
            "--Smtp:Host", "127.0.0.1", "--Smtp:Port", mail.Port.ToString(CultureInfo.InvariantCulture),
            "--Smtp:Secure", "false",
        ]);
        using var client = host.As(User);
        var kept = await SetAsync(
            client, new
            {
                webhook = new { url = hook.Url }, email = new { to = "anna@example.com" },
                sms = new { to = "+4915112345678" },
            });

        var failed = await client.UploadAsync(Texts.BrokenPdf, "broken.pdf", ("create_index", "true"));
        await client.EndAsync(failed);
        await client.EndAsync(
            await client.UploadAsync(Texts.Unique("Completed: not asked for."), "good.txt", ("create_index", "true")));
        var (_, batch) = await client.CreateBatchAsync(BatchClient.Files(3), ("create_index", "true"));
        await client.EndBatchAsync(batch.Id());
        await Eventually.HoldsAsync(
            () => place.Count("notification_deliveries WHERE status = 'delivered'") == 6,
            "two events on three channels are delivered");

        Assert.Equal(6, place.Count("notification_deliveries"));
        Assert.Equal((2, 2, 2), (hook.Received.Count, gateway.Received.Count, mail.Messages.Count));
        var secret = (string)kept["settings"]!["webhook"]!["secret"]!;
        foreach (var received in hook.Received)
            AssertSigned(secret, received);
        Assert.Equal(
            ["batch.completed", "pipeline.failed"],
            hook.Received.Select(static one => (string)JsonNode.Parse(one.Body)!["type"]!).Order());
        Assert.All(gateway.Received, static one => Assert.Equal("Bearer gateway-token", one.Headers["authorization"]));
        Assert.All(gateway.Received, static one => Assert.Equal(
            $"{Encoding.UTF8.GetByteCount(one.Body)}", one.Headers.GetValueOrDefault("content-length")));
        Assert.All(mail.Messages, static message =>
            Assert.Contains("To: anna@example.com", message, StringComparison.Ordinal));
        Assert.Equal(
            6, (await client.GetAsync("/api/v2/notifications"))["deliveries"]!
                .AsArray()
                .Count(static one => (string)one!["status"]! == "delivered"));
        using var stranger = host.As("stranger");
        Assert.Empty((await stranger.GetAsync("/api/v2/notifications"))["deliveries"]!.AsArray());
    }

    [Fact]
    public async Task Receiver_FailsThenTakes_GetsTheSameIdAgain()
    {
        await using var hook = await HttpReceiver.StartAsync(500, 429, 204);
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite, Quick);
        var (place, client) = work;
        await SetAsync(client, new { webhook = new { url = hook.Url }, events = new[] { "completed" } });

        await client.EndAsync(
            await client.UploadAsync(Texts.Unique("Completed."), "good.txt", ("create_index", "true")));
        await Eventually.HoldsAsync(
            () => place.Count("notification_deliveries WHERE status = 'delivered' AND attempts = 3") == 1,
            "the third attempt is taken");

        Assert.Equal(3, hook.Received.Count);
        Assert.Single(hook.Received.Select(static one => one.Headers["webhook-id"]).Distinct());
    }

    [Fact]
    public async Task MailServerAndGateway_FailThenTake_GetEachMessageOnce()
    {
        await using var gateway = await HttpReceiver.StartAsync(503, 500, 202);
        await using var mail = new SmtpReceiver { RefuseFirst = 2 };
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        await using var host = await place.StartAsync(
        [
            .. Quick, "--Notifications:SmsGateway", gateway.Url,
            "--Smtp:Host", "127.0.0.1", $"--Smtp:Port={mail.Port}", "--Smtp:Secure", "false",
        ]);
        using var client = host.As(User);
        await SetAsync(
            client,
            new
            {
                email = new { to = "anna@example.com" }, sms = new { to = "+4915112345678" },
                events = new[] { "completed" },
            });

        await client.EndAsync(
            await client.UploadAsync(Texts.Unique("Completed."), "good.txt", ("create_index", "true")));
        await Eventually.HoldsAsync(
            () => place.Count("notification_deliveries WHERE status = 'delivered' AND attempts = 3") == 2,
            "both are taken at the third attempt");

        Assert.Single(mail.Messages);
        Assert.Equal(3, gateway.Received.Count);
        Assert.Single(gateway.Received.Select(static one => one.Headers["idempotency-key"]).Distinct());
    }

    [Theory]
    [InlineData(400)]
    [InlineData(302)]
    [InlineData(410)]
    public async Task Receiver_RefusesForGood_IsNotAskedAgain(int status)
    {
        await using var target = await HttpReceiver.StartAsync();
        await using var hook = await HttpReceiver.StartAsync(0, (context, _) =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = target.Url;
            return Task.CompletedTask;
        });
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite, Quick);
        var (place, client) = work;
        await SetAsync(client, new { webhook = new { url = hook.Url } });

        await client.EndAsync(await client.UploadAsync(Texts.BrokenPdf, "broken.pdf", ("create_index", "true")));
        await Eventually.HoldsAsync(
            () =>
                place.Count("notification_deliveries WHERE status = 'failed' AND attempts = 1 AND due_at IS NULL") == 1,
            "it is given up");

        Assert.Single(hook.Received);
        Assert.Empty(target.Received); // no redirect is followed
        Assert.Contains(
            $"{status}", (string)(await client.GetAsync("/api/v2/notifications"))["deliveries"]![0]!["detail"]!,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_KilledBeforeTheReceiverIsThere_DeliversAfterTheRestart()
    {
        var port = FreePorts.Next();
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        var first = await place.StartChildAsync(Quick[..4]); // the usual waits: the first retry comes after 5 s
        using (var client = first.As(User))
        {
            await SetAsync(client, new { webhook = new { url = $"http://127.0.0.1:{port}/hook" } });
            await client.EndAsync(await client.UploadAsync(Texts.BrokenPdf, "broken.pdf", ("create_index", "true")));
            await Eventually.HoldsAsync(
                () => place.Count("notification_deliveries WHERE attempts >= 1 AND detail IS NOT NULL") == 1,
                "the first attempt met nobody");
        }

        await first.DisposeAsync(); // SIGKILL
        await using var hook = await HttpReceiver.StartAsync(port, static (context, _) =>
        {
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        });
        await using var second = await place.StartChildAsync(Quick[..4]);

        await Eventually.HoldsAsync(
            () => place.Count("notification_deliveries WHERE status = 'delivered'") == 1,
            "it is delivered", TimeSpan.FromSeconds(60));
        Assert.Single(hook.Received);
    }

    [Fact]
    public async Task TwoInstances_ManyEnds_NotifyOnceEach()
    {
        const int Count = 20;
        await using var hook = await HttpReceiver.StartAsync();
        await using var place = await HostPlace.CreateAsync(Rows.Shared);
        await using var one = await place.StartAsync(Quick);
        await using var two = await place.StartAsync(Quick);
        using var client = one.As(User);
        await SetAsync(client, new { webhook = new { url = hook.Url }, events = new[] { "completed" } });

        for (var i = 0; i < Count; i++)
            await client.UploadAsync(Texts.Unique($"Text {i}."), $"{i}.txt", ("create_index", "true"));
        await Eventually.HoldsAsync(
            () => place.Count("notification_deliveries WHERE status = 'delivered'") == Count,
            "all are delivered", TimeSpan.FromSeconds(60));

        Assert.Equal(Count, hook.Received.Count);
        Assert.Equal(Count, hook.Received.Select(static received => received.Headers["webhook-id"]).Distinct().Count());
    }

    [Fact]
    public async Task Receiver_ThatNeverAnswers_DelaysNoPipelineAndNoOtherUser()
    {
        await using var silent = await HttpReceiver.StartAsync(0, static (context, _) =>
            Task.Delay(Timeout.Infinite, context.RequestAborted));
        await using var hook = await HttpReceiver.StartAsync();
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        await using var host = await place.StartAsync([.. Quick, "--Notifications:AttemptTimeout", "00:00:01"]);
        using var slow = host.As("slow");
        using var other = host.As("other");
        await SetAsync(slow, new { webhook = new { url = silent.Url }, events = new[] { "completed" } });
        await SetAsync(other, new { webhook = new { url = hook.Url }, events = new[] { "completed" } });

        for (var i = 0; i < 12; i++)
            Assert.Equal(
                "completed", (string?)
                    (
                        await slow.EndAsync(
                            await slow.UploadAsync(Texts.Unique($"Text {i}."), $"{i}.txt", ("create_index", "true")))
                    )["status"]);
        await other.EndAsync(await other.UploadAsync(Texts.Unique("Other."), "other.txt", ("create_index", "true")));

        await Eventually.HoldsAsync(
            () => place.Count("notification_deliveries WHERE owner = 'other' AND status = 'delivered'") == 1,
            "the other user is notified");
        Assert.True(place.Count("notification_deliveries WHERE owner = 'slow' AND status = 'pending'") > 0);
    }

    [Theory]
    [InlineData("""{"webhook":{"url":"ftp://example.com/"}}""", "invalid_parameter")]
    [InlineData("""{"webhook":{"url":"http://10.0.0.1/"}}""", "invalid_parameter")]
    [InlineData("""{"webhook":{"url":"http://me:secret@example.com/"}}""", "invalid_parameter")]
    [InlineData("""{"webhook":{"url":null}}""", "invalid_parameter")]
    [InlineData("""{"webhook":{"url":"https://example.com/","secret":"whsec_short"}}""", "invalid_parameter")]
    [InlineData("""{"email":{"to":"nobody"}}""", "invalid_parameter")]
    [InlineData("""{"sms":{"to":"12345"}}""", "invalid_parameter")]
    [InlineData("""{"sms":{"to":"+4915112345678"}}""", "channel_unavailable")]
    [InlineData("""{"events":["everything"]}""", "invalid_parameter")]
    public async Task Settings_ThatCannotBe_AreRefusedWithWhatToDo(string settings, string code)
    {
        using var folder = new DataFolderOfTest();
        await using var host = await TestHost.StartAsync(folder);
        using var client = host.As(User);

        using var answer = await client.Http.PutAsync(
            "/api/v2/notifications", new StringContent(settings, Encoding.UTF8, "application/json"), Cancellation);

        Assert.Equal((400, code), await HostClient.ProblemAsync(answer));
        Assert.Null((await client.GetAsync("/api/v2/notifications"))["settings"]!["webhook"]);
    }

    [Fact]
    public async Task Webhook_PutAgainWithoutItsSecret_KeepsItAtTheSameAddress()
    {
        const string Given = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        using var folder = new DataFolderOfTest();
        await using var host = await TestHost.StartAsync(folder);
        using var client = host.As(User);

        var first = await PutAsync("https://example.com/a", null);
        Assert.StartsWith("whsec_", first, StringComparison.Ordinal);
        Assert.Equal(first, await PutAsync("https://example.com/a", null));
        Assert.Equal(first, await PutAsync("https://example.com/a", string.Empty));
        Assert.Equal(Given, await PutAsync("https://example.com/a", Given));
        Assert.Equal(Given, await PutAsync("https://example.com/a", null));
        Assert.NotEqual(Given, await PutAsync("https://example.com/b", null)); // whoever is there never saw it

        async Task<string?> PutAsync(string url, string? secret) =>
            (string?)(await SetAsync(client, new { webhook = new { url, secret } }))["settings"]!["webhook"]!["secret"];
    }

    private static async Task<JsonNode> SetAsync(HostClient client, object settings)
    {
        using var answer = await client.Http.PutAsJsonAsync("/api/v2/notifications", settings, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    /// <summary>As a receiver checks it, by the specification and not by the host's code.</summary>
    private static void AssertSigned(string secret, Received received)
    {
        var content = $"{received.Headers["webhook-id"]}.{received.Headers["webhook-timestamp"]}.{received.Body}";
        var expected = Convert.ToBase64String(
            HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes(content)));
        Assert.Equal($"v1,{expected}", received.Headers["webhook-signature"]);
        Assert.InRange(
            Math.Abs(
                long.Parse(received.Headers["webhook-timestamp"], CultureInfo.InvariantCulture)
                    - TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()),
            0, 300);
    }
}

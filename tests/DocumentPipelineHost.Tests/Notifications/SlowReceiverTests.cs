using System.Data.Common;
using System.Net.Http.Json;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Notifications;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using Dpa.Realtime.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace DocumentPipelineHost.Tests.Notifications;

/// <summary>Receivers that never answer, of more users than there are attempts at a time.</summary>
public sealed class SlowReceiverTests
{
    private const string User = HostAtWork.User;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>
    /// More slow users than there were places for, all before the other one: the attempts end only with the test.
    /// </summary>
    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Postgres)]
    public async Task ManyReceivers_ThatNeverAnswer_DelayNoOtherUser(Rows rows)
    {
        await using var silent = await HttpReceiver.StartAsync(0, static (context, _) =>
            Task.Delay(Timeout.Infinite, context.RequestAborted));
        await using var hook = await HttpReceiver.StartAsync(500, 204);
        await using var work = await HostAtWork.StartAsync(
            rows, [
                "--Notifications:AllowedNetworks", "127.0.0.0/8", "--Notifications:Interval", "00:00:00.1",
                "--Notifications:RetryDelays", "00:00:00.1", "--Notifications:AttemptTimeout", "00:05:00",
            ]);
        var database = work.Host.Services.GetRequiredService<HostDatabase>();
        for (var i = 0; i < 9; i++)
        {
            using var slow = work.Host.As($"slow-{i}");
            await SetAsync(slow, new { webhook = new { url = silent.Url } });
        }

        await SetAsync(work.Client, new { webhook = new { url = hook.Url } });
        await database.WriteAsync(transaction =>
        {
            for (var i = 0; i < 9 * 12; i++)
                Insert(transaction, $"slow-{i % 9}");
            return true;
        }, Cancellation);
        await Eventually.HoldsAsync(() => silent.Received.Count >= 18, "the slow ones are under way");

        await database.WriteAsync(transaction => Insert(transaction, User), Cancellation);

        // with a retry in between, which is due while the others wait
        await Eventually.HoldsAsync(
            () => work.Place.Count($"notification_deliveries WHERE owner = '{User}' AND status = 'delivered'") == 1,
            "the other user is notified", TimeSpan.FromSeconds(60));
        Assert.Equal(2, hook.Received.Count);
        Assert.Equal(9 * 12, work.Place.Count("notification_deliveries WHERE status = 'pending'"));

        static bool Insert(DbTransaction transaction, string owner)
        {
            NotificationOutbox.Insert(
                transaction, owner, "webhook", "test", "test", """{"type":"test","data":{}}""",
                TimeProvider.System.GetUtcNow(), off: null);
            return true;
        }
    }

    private static async Task SetAsync(HostClient client, object settings)
    {
        using var answer = await client.Http.PutAsJsonAsync("/api/v2/notifications", settings, Cancellation);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }
}

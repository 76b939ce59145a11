using Dpa.Realtime.Faults;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;

namespace DocumentPipelineHost.Tests.Control;

/// <summary>Control while the progress service is unavailable.</summary>
public sealed class UnavailableControlTests
{
    private const string User = "user-1";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Interrupt_WhileRedisIsUnavailable_IsDecidedAndShownWhenItIsBack()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Shared);
        var reached = new TaskCompletionSource();
        await using var host = await place.StartAsync(Gates.Before("index", async (_, ct) =>
        {
            if (reached.TrySetResult())
                await Task.Delay(Timeout.Infinite, ct);
        }));
        using var client = host.As(User);
        var upload = await client.UploadAsync(Texts.English, "away.md", ("create_index", "true"));
        await reached.Task.WaitAsync(Limit, Cancellation);
        await place.Redis.KillAsync();

        var (status, _) = await client.ControlAsync(upload, "interrupt");

        Assert.Contains(status, (int[])[200, 202]);
        Assert.Equal(1, place.Count("pipelines WHERE status = 'interrupted' AND ended_at IS NULL"));
        await place.Redis.RestartAsync();
        await Eventually.HoldsAsync(
            () => place.Count("pipelines WHERE state_status = 'interrupted' AND instance IS NULL") == 1,
            "it is shown", Limit);
        await client.UntilAsync((string)upload["processing_pipeline"]!["pipeline_id"]!, "interrupted");
        Assert.Equal(200, (await client.ControlAsync(upload, "resume")).Status);
        Assert.Equal("completed", (await client.EndAsync(upload)).Status());
    }
}

using System.Threading.Channels;
using Dpa.Realtime.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dpa.Realtime.Producers.Tests.Hosting;

/// <summary>The queue and its worker in a real host, and an existing loop over a channel.</summary>
public sealed class QueueTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Items_WaitAsPendingAndAreWorkedOnOneByOne()
    {
        var first = new TaskCompletionSource();
        await using var host = await StartAsync(async (_, item, run, stop) =>
        {
            if (item == "a") await first.Task.WaitAsync(stop);
            await using var stage = await run.StartStageAsync("s", stop);
            stage.Report(100);
        });
        var queue = host.Services.GetRequiredService<ProgressQueue<string>>();
        Assert.Equal("a", await queue.EnqueueAsync("a", Ct));
        await queue.EnqueueAsync("b", Ct);
        await host.Recorder.Of("a").UntilAsync(static s => s.Status == PipelineStatus.Processing);
        Assert.Equal(PipelineStatus.Pending, host.Recorder.Of("b").State!.Status);

        first.SetResult();

        Assert.Equal(PipelineStatus.Completed, (await host.Recorder.Of("a").EndAsync()).Status);
        Assert.Equal(PipelineStatus.Completed, (await host.Recorder.Of("b").EndAsync()).Status);
        Assert.Equal(1, host.Recorder.Of("b").State!.Attempt);
    }

    [Fact]
    public async Task Item_WhoseWorkThrows_IsFailedAndStopsNoOther()
    {
        await using var host = await StartAsync(static (_, item, _, _) =>
            item == "bad" ? throw new InvalidOperationException("secret") : Task.CompletedTask);
        var queue = host.Services.GetRequiredService<ProgressQueue<string>>();
        await queue.EnqueueAsync("bad", Ct);
        await queue.EnqueueAsync("good", Ct);

        var failed = await host.Recorder.Of("bad").EndAsync();
        Assert.Equal((PipelineStatus.Failed, "unhandled_error"), (failed.Status, failed.Error?.Code));
        Assert.Equal(PipelineStatus.Completed, (await host.Recorder.Of("good").EndAsync()).Status);
    }

    [Fact]
    public async Task Cancel_ByAWatcher_CancelsTheItemAlone()
    {
        await using var host = await StartAsync(
            static (_, item, _, stop) => item == "a" ? Task.Delay(Timeout.Infinite, stop) : Task.CompletedTask);
        var queue = host.Services.GetRequiredService<ProgressQueue<string>>();
        await queue.EnqueueAsync("a", Ct);
        await queue.EnqueueAsync("b", Ct);
        await host.Recorder.Of("a").UntilAsync(static s => s.Status == PipelineStatus.Processing);

        await using var client = new Dpa.Realtime.Client.RealtimeClient(Watcher.Of(host.Server, "user-1"));
        await client.ControlAsync("a", Dpa.Realtime.Client.PipelineControls.Cancel, cancellationToken: Ct);

        Assert.Equal(PipelineStatus.Cancelled, (await host.Recorder.Of("a").EndAsync()).Status);
        Assert.Equal(PipelineStatus.Completed, (await host.Recorder.Of("b").EndAsync()).Status);
    }

    [Fact]
    public async Task Stop_CancelsWhatRunsAndWhatWaits()
    {
        var host = await StartAsync(static (_, _, _, stop) => Task.Delay(Timeout.Infinite, stop));
        var queue = host.Services.GetRequiredService<ProgressQueue<string>>();
        var recorder = host.Recorder;
        await queue.EnqueueAsync("a", Ct);
        await queue.EnqueueAsync("b", Ct);
        await recorder.Of("a").UntilAsync(static s => s.Status == PipelineStatus.Processing);

        await host.DisposeAsync();

        Assert.Equal(
            (PipelineStatus.Cancelled, "The server stopped."),
            (recorder.Of("a").State!.Status, recorder.Of("a").State!.Message));
        Assert.Equal(PipelineStatus.Cancelled, recorder.Of("b").State!.Status);
    }

    [Fact]
    public async Task Item_IsShownAsItIsDescribed()
    {
        await using var host = await DpaTestHost.StartAsync(static app =>
            app.Services.AddProgressQueue<string>(Full, static (_, _, _, _) => Task.CompletedTask));

        await host.Services.GetRequiredService<ProgressQueue<string>>().EnqueueAsync("p", Ct);

        await host.Recorder.Of("p").EndAsync();
        var shown = host.Recorder.Of("p").Changes[0].State;
        Assert.Equal(
            ("name", "kind", "waits", PipelineControls.Cancel, "7", "s", PipelineStatus.Pending),
            (
                shown.Name, shown.Kind, shown.Message, shown.Controls, shown.Attributes["document_id"],
                shown.Stages[0].Id, shown.Status));
        // A further property of PipelineStart is to be copied, too.
        Assert.Equal(12, typeof(PipelineStart).GetProperties().Length);
    }

    [Fact]
    public async Task Channel_ThatIsReadAlready_ShowsEachItemToItsEnd()
    {
        await using var progress = new TestProgress();
        var channel = Channel.CreateUnbounded<string>();
        foreach (var item in (string[])["a", "b", "bad"]) channel.Writer.TryWrite(item);
        channel.Writer.Complete();

        async Task ReadAsync()
        {
            await foreach (
                var (item, run) in channel.Reader.ReadAllWithProgressAsync(
                    progress,
                    static item => new PipelineStart(item, "user-1"),
                    Ct))
            {
                await run.RunStageAsync("s", static (_, _) => Task.CompletedTask, Ct);
                if (item == "bad") throw new InvalidOperationException("bad");
            }
        }

        await Assert.ThrowsAsync<InvalidOperationException>(ReadAsync);

        Assert.Equal(PipelineStatus.Completed, (await progress["a"].EndAsync()).Status);
        Assert.Equal(PipelineStatus.Completed, (await progress["b"].EndAsync()).Status);
        Assert.Equal(PipelineStatus.Failed, (await progress["bad"].EndAsync()).Status);
    }

    [Fact]
    public async Task Channel_WhosePipelinesAreRefusedOrTakenOver_LosesNoItem()
    {
        await using var progress = new TestProgress();
        await using var live = await progress.StartAsync(new PipelineStart("live", "user-1"), Ct);
        var channel = Channel.CreateUnbounded<string>();
        foreach (var item in (string[])["live", "no id, with blanks", "taken", "last"]) channel.Writer.TryWrite(item);
        channel.Writer.Complete();
        var done = new List<string>();

        await foreach (
            var (item, run) in channel.Reader.ReadAllWithProgressAsync(
                progress,
                static item => new PipelineStart(item, "user-1"),
                Ct))
        {
            await run.RunStageAsync("s", static (_, _) => Task.CompletedTask, Ct);
            if (item == "taken") await (await progress.ResumeAsync(item, Ct)).CompleteAsync(Ct);
            done.Add(item);
        }

        Assert.Equal(["live", "no id, with blanks", "taken", "last"], done);
        Assert.Equal(PipelineStatus.Completed, (await progress["last"].EndAsync()).Status);
        Assert.Equal(PipelineStatus.Processing, progress["live"].State!.Status);
    }

    [Fact]
    public async Task Item_WhosePipelineIsTakenOverWhileItWaits_IsDoneAllTheSame()
    {
        var (first, done) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var host = await StartAsync(async (_, item, _, stop) =>
        {
            if (item == "a") await first.Task.WaitAsync(stop);
            else done.SetResult();
        });
        var queue = host.Services.GetRequiredService<ProgressQueue<string>>();
        await queue.EnqueueAsync("a", Ct);
        await queue.EnqueueAsync("b", Ct);
        await using var other = await host.Services.GetRequiredService<IProgressNotifier>().ResumeAsync("b", Ct);
        first.SetResult();

        await done.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);
        await other.CancelAsync(cancellationToken: Ct);
    }

    [Fact]
    public async Task Item_WhileTheBackplaneIsUnavailable_IsDoneUnseen()
    {
        var done = new TaskCompletionSource<string>();
        await using var host = await StartAsync((_, item, _, _) =>
        {
            done.SetResult(item);
            return Task.CompletedTask;
        });
        host.Recorder.IsBackplaneUnavailable = true;

        Assert.Equal("a", await host.Services.GetRequiredService<ProgressQueue<string>>().EnqueueAsync("a", Ct));

        Assert.Equal("a", await done.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct));
        host.Recorder.IsBackplaneUnavailable = false;
        Assert.Null(host.Recorder.Of("a").State);
    }

    [Fact]
    public async Task Item_PutInAfterTheStop_IsCancelledAndRefused()
    {
        await using var host = await StartAsync(static (_, _, _, _) => Task.CompletedTask);
        var queue = host.Services.GetRequiredService<ProgressQueue<string>>();
        foreach (var worker in host.Services.GetServices<IHostedService>())
            if (worker.GetType().Assembly == typeof(ProgressQueue<>).Assembly) await worker.StopAsync(Ct);

        await Assert.ThrowsAsync<ChannelClosedException>(async () => await queue.EnqueueAsync("late", Ct));

        Assert.Equal(PipelineStatus.Cancelled, host.Recorder.Of("late").State!.Status);
    }

    private static PipelineStart Full(string id) => new(id, "user-1")
    {
        Stages = [new("s")], Name = "name", Kind = "kind", Message = "waits", Controls = PipelineControls.Cancel,
        Attributes = new Dictionary<string, string> { ["document_id"] = "7" },
    };

    private static Task<DpaTestHost> StartAsync(ProgressWork<string> work) =>
        DpaTestHost.StartAsync(app =>
            app.Services.AddProgressQueue(
                static item => new PipelineStart(item, "user-1") { Controls = PipelineControls.Cancel },
                work));
}

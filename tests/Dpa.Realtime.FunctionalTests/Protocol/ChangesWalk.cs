using Dpa.Realtime.FunctionalTests.Hosting;

namespace Dpa.Realtime.FunctionalTests.Protocol;

/// <summary>
/// The part of the walk with every kind of change of a stage and of the pipeline, as a client with stages, one without
/// and a DPA V2 client see it.
/// </summary>
internal sealed class ChangesWalk(FrameWalk walk, RealtimeServer server, CancellationToken cancellationToken)
{
    public async Task RunAsync()
    {
        await using var run = await server.Progress.StartAsync(
            new PipelineStart("changes", "user-1")
            {
                Name = "变更 of all kinds",
                Kind = "walk",
                Message = "begun",
                Controls = PipelineControls.Cancel | PipelineControls.Retry,
                Stages = [new("parse", "解析 Parse", 2), new("index", weight: 3) { CanInterrupt = true }, new("summary")],
                Attributes = new Dictionary<string, string> { ["document_id"] = "d-1" },
            },
            cancellationToken);
        var client = await walk.ConnectAsync();
        await client.SendAsync(new { type = "subscribe_pipeline", pipeline_id = "changes", request_id = "r-1" });
        var brief = await walk.ConnectAsync();
        await brief.SendAsync(
            new
            {
                type = "subscribe_pipeline", pipeline_ids = new[] { "changes" }, detail = "pipeline", max_hz = 30,
            });
        var listed = await walk.ConnectAsync();
        await listed.SendAsync(
            new { type = "subscribe_pipeline", pipeline_id = "changes", detail = "summary", max_hz = 30 });
        var old = await walk.ConnectAsync(subProtocol: null);
        await old.SendAsync(new { type = "subscribe_pipeline", pipeline_id = "changes" });
        foreach (var c in new[] { client, brief, listed, old }) await c.UntilAsync("subscription_confirmed");

        await WorkAsync(run, client, old);
        foreach (var c in new[] { client, old })
            await c.UntilAsync(f => (string?)f["status"] == "completed" && (string?)f["type"] == "pipeline_progress");
        foreach (var c in new[] { brief, listed })
            await c.UntilAsync(f => (string?)f["status"] == "completed" && (string?)f["type"] == "pipeline_update");
        Assert.DoesNotContain(listed.Frames, f => f.ContainsKey("transitions") || f.ContainsKey("stages"));
        Assert.DoesNotContain(old.Frames, f => (string?)f["type"] is "progress" or "pipeline_update");
        Assert.Contains(old.Frames, f => (string?)f["type"] == "stage_update" && (string?)f["change"] == "progress");
        Assert.DoesNotContain(
            client.Frames, f => (string?)f["type"] == "stage_update" && (string?)f["change"] == "progress");
    }

    private async Task WorkAsync(PipelineRun run, RecordingClient client, RecordingClient old)
    {
        Task SeenAsync(string change) => client.UntilAsync(f => (string?)f["change"] == change);
        var parse = await run.StartStageAsync("parse", cancellationToken);
        // The old one too: a state that is written behind the start of the stage would hold what is reported next.
        foreach (var c in new[] { client, old }) await c.UntilAsync(f => (string?)f["change"] == "status");
        parse.ReportIndeterminate("looking 查看");
        foreach (var c in new[] { client, old }) await c.UntilAsync(f => f.ContainsKey("indeterminate"));
        parse.Report(3, of: 10, "pages");
        await client.UntilAsync(f => f.ContainsKey("unit"));
        await parse.WarnAsync("page 3 is empty", cancellationToken);
        await SeenAsync("warning");
        await parse.FailAsync(
            new ProgressError("broken_page", "Page 4 is broken.", "Upload it again.", Retryable: true),
            cancellationToken);
        await client.UntilAsync(f => f.ContainsKey("error_info"));
        await parse.RetryAsync("again", cancellationToken);
        await SeenAsync("attempt");
        await parse.CompleteAsync(cancellationToken);
        await run.SkipStageAsync("summary", "not wanted", cancellationToken);
        await using (var added = await run.StartStageAsync("added", cancellationToken)) added.Report(50, "half");
        await run.WarnAsync("slow disk", cancellationToken);
        await run.FailAsync(new ProgressError("disk_full", "The disk is full."), cancellationToken);
        await client.UntilAsync(f => (string?)f["type"] == "pipeline_progress" && f.ContainsKey("error"));
        await run.ContinueAsync("once more", cancellationToken);
        await run.InterruptAsync("a pause", cancellationToken);
        await client.UntilAsync(f => (bool?)f["interrupted"] == true);
        await run.ContinueAsync(cancellationToken: cancellationToken);
        await run.CompleteAsync(cancellationToken);
    }
}

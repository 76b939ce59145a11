using System.Diagnostics;
using System.Threading.Channels;
using Dpa.Realtime.FunctionalTests.Hosting;

namespace Dpa.Realtime.FunctionalTests.Diagnostics;

public sealed class TraceTests
{
    private const string ProducerName = "Dpa.Realtime.FunctionalTests.Producer";

    private static readonly ActivitySource Producer = new(ProducerName);

    [Fact]
    public async Task Transition_IsOneTraceFromTheProducerToTheFrame()
    {
        var stopped = Channel.CreateUnbounded<Activity>();
        using var listener = Listen(stopped);
        await using var server = await RealtimeServer.StartAsync();
        await using var run = await server.Progress.StartAsync(
            new PipelineStart("p", "user-1") { Stages = [new("s")] }, TestContext.Current.CancellationToken);
        await using var client = await WireClient.ConnectAsync(server);
        await client.SendAsync(new { type = "subscribe_pipeline", pipeline_id = "p" });
        await client.ReceiveAsync("subscription_confirmed");

        using var work = Producer.StartActivity("work")!;
        var stage = await run.StartStageAsync("s", TestContext.Current.CancellationToken);
        Assert.Same(work, Activity.Current);
        for (var i = 1; i <= 20; i++) stage.Report(i, of: 20);
        await client.ReceiveUntilAsync(f => (long?)(f["done"] ?? f["completed_units"]) == 20);
        await run.CompleteAsync(TestContext.Current.CancellationToken);
        await client.ReceiveUntilAsync(f => (string?)f["type"] == "pipeline_progress" && (bool)f["completed"]!);

        var trace = await ReadAsync(stopped, work.TraceId, read =>
            read.Count(a => a.OperationName == "dpa.realtime.send") == 2);
        var transitions = trace.Where(a => a.OperationName == "dpa.realtime.transition").ToArray();
        var sends = trace.Where(a => a.OperationName == "dpa.realtime.send").ToArray();
        Assert.Equal(["s", null], transitions.Select(t => t.GetTagItem("dpa.stage.type")));
        Assert.Equal(["Applied", "Applied"], transitions.Select(t => t.GetTagItem("dpa.outcome")));
        Assert.Equal("Completed", transitions[1].GetTagItem("dpa.status"));
        Assert.All(transitions, t => Assert.Equal(work.SpanId, t.ParentSpanId));
        // and none for the twenty reports
        Assert.Equal(transitions.Select(t => t.SpanId), sends.Select(s => s.ParentSpanId));
        Assert.Equal(
            transitions.Select(t => t.GetTagItem("dpa.pipeline.version")),
            sends.Select(s => s.GetTagItem("dpa.pipeline.version")));
        Assert.All(sends, s => Assert.True(s.Duration >= TimeSpan.Zero && s.StartTimeUtc >= work.StartTimeUtc));
    }

    /// <summary>
    /// A start has no transition, and the end of a batch no producer of its own: their frames belong to whoever brought
    /// them about.
    /// </summary>
    [Fact]
    public async Task StartAndRollUp_AreInTheProducersTrace()
    {
        var stopped = Channel.CreateUnbounded<Activity>();
        using var listener = Listen(stopped);
        await using var server = await RealtimeServer.StartAsync();
        await using var client = await WireClient.ConnectAsync(server);
        await client.SendAsync(new { type = "subscribe_pipeline", pipeline_id = "batch", wait = true });
        await client.ReceiveAsync("subscription_confirmed");

        using var work = Producer.StartActivity("work")!;
        await using var batch = await server.Progress.StartAsync(
            new PipelineStart("batch", "user-1") { Children = 1 }, TestContext.Current.CancellationToken);
        await client.ReceiveAsync("pipeline_progress");
        await using var child = await server.Progress.StartAsync(
            new PipelineStart("child", "user-1") { ParentId = "batch" }, TestContext.Current.CancellationToken);
        await client.ReceiveUntilAsync(f => (int?)f["children"]?["processing"] == 1);
        await child.CompleteAsync(TestContext.Current.CancellationToken);
        await client.ReceiveUntilAsync(f => (bool?)f["completed"] == true);

        var trace = await ReadAsync(stopped, work.TraceId, IsEndSent);
        var sends = trace.Where(a => a.OperationName == "dpa.realtime.send").ToArray();
        Assert.All(sends, s => Assert.Equal("batch", s.GetTagItem("dpa.pipeline.id")));
        Assert.Contains(sends, s => s.ParentSpanId == work.SpanId); // of the child's start, at the latest

        // The child's end, rolled up.
        static bool IsEndSent(List<Activity> read) =>
            read.Find(a => a.OperationName == "dpa.realtime.transition") is { } end
            && read.Exists(a => a.OperationName == "dpa.realtime.send" && a.ParentSpanId == end.SpanId);
    }

    [Fact]
    public async Task Transition_ThatIsRefused_EndsInAnError()
    {
        var stopped = Channel.CreateUnbounded<Activity>();
        using var listener = Listen(stopped);
        await using var server = await RealtimeServer.StartAsync();
        await using var run = await server.Progress.StartAsync(
            new PipelineStart("p", "user-1") { Stages = [new("s")] }, TestContext.Current.CancellationToken);
        await run.CompleteAsync(TestContext.Current.CancellationToken);

        using var work = Producer.StartActivity("work")!;
        await Assert.ThrowsAsync<PipelineException>(async () =>
            await run.InterruptAsync(cancellationToken: TestContext.Current.CancellationToken));

        var transition = Assert.Single(await ReadAsync(stopped, work.TraceId, read => read.Count > 0));
        Assert.Equal(ActivityStatusCode.Error, transition.Status);
        Assert.Equal("IllegalTransition", transition.GetTagItem("dpa.outcome"));
    }

    private static ActivityListener Listen(Channel<Activity> stopped)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name is "Dpa.Realtime" or ProducerName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = a => stopped.Writer.TryWrite(a),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    /// <summary>
    /// The trace's spans in the order of their ends, until they are enough; other tests' spans are passed over.
    /// </summary>
    private static async Task<List<Activity>> ReadAsync(
        Channel<Activity> stopped, ActivityTraceId trace, Func<List<Activity>, bool> enough)
    {
        using var limit = new CancellationTokenSource(WireClient.Limit);
        var read = new List<Activity>();
        while (!enough(read))
            if (await stopped.Reader.ReadAsync(limit.Token) is var activity && activity.TraceId == trace)
                read.Add(activity);
        while (stopped.Reader.TryRead(out var late))
            if (late.TraceId == trace) read.Add(late);
        return read;
    }
}

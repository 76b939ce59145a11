using System.Collections.Concurrent;
using System.Globalization;

namespace Dpa.Realtime.ChaosNode;

/// <summary>
/// Works through its stages with reports, warnings and retries that its seed decides. The one that started the
/// pipeline, or took it over, ends it when all stages have ended.
/// </summary>
internal sealed partial class Producer(
    ProducerOrder order, IProgressNotifier progress, IProgressReader reader, Gate gate, AcceptedLog accepted,
    ILogger logger)
{
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(50);

    private readonly Random _random = new(order.Seed);
    private readonly ConcurrentDictionary<string, string> _stages = new(StringComparer.Ordinal);
    private volatile bool _isDone;
    private volatile string? _ended;
    private volatile string? _problem;

    public ShownProducer Shown =>
        new(order.PipelineId, order.Mode, _isDone, _ended, _problem, new Dictionary<string, string>(_stages));

    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (!await TryRunAsync(stop))
            {
                // Who takes a pipeline over fences all its producers off: the one beside joins again.
            }
        }
        catch (Exception e) when (e is PipelineException or OperationCanceledException)
        {
            _problem = e is PipelineException p ? p.Code : "stopped";
            Stopped(logger, order.PipelineId, order.Mode, _problem);
        }
        finally
        {
            _isDone = true;
        }
    }

    private async Task<bool> TryRunAsync(CancellationToken stop)
    {
        try
        {
            await using var run = await BeginAsync(stop);
            foreach (var stage in order.OwnStages) await WorkAsync(run, stage, stop);
            if (order.Mode != "join") await EndAsync(run, stop);
            return true;
        }
        catch (PipelineException e) when (e.Code == "producer_replaced" && order.Mode == "join")
        {
            return false;
        }
    }

    /// <summary>As an application that waits for its backplane: again until it is there.</summary>
    private async Task<PipelineRun> BeginAsync(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return order.Mode switch
                {
                    "start" => await progress.StartAsync(
                        new PipelineStart(order.PipelineId, order.Owner)
                        {
                            Stages = [.. order.AllStages.Select(s => new StageDefinition(s))],
                        },
                        stop),
                    "join" => await progress.JoinAsync(order.PipelineId, stop),
                    _ => await ResumeAsync(stop),
                };
            }
            catch (PipelineException e) when (e.IsRetryable || e.Code == "not_found")
            {
                await Task.Delay(Retry, TimeProvider.System, stop);
            }
        }
    }

    private async ValueTask<PipelineRun> ResumeAsync(CancellationToken stop)
    {
        var run = await progress.ResumeAsync(order.PipelineId, stop);
        await SayAsync(null, "processing", () => run.ContinueAsync("resumed", cancellationToken: stop));
        return run;
    }

    private async Task WorkAsync(PipelineRun run, string id, CancellationToken stop)
    {
        await gate.PassAsync(stop);
        if (run.State.Stages.FirstOrDefault(s => s.Id == id) is { Status: PipelineStatus.Completed })
        {
            _stages[id] = "completed";
            return;
        }

        await using var stage = await SayAsync(id, "processing", () => run.StartStageAsync(id, stop));
        var isRetried = false;
        for (var step = 1; step <= order.Steps; step++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(1, order.PauseMs + 1)), TimeProvider.System, stop);
            await gate.PassAsync(stop);
            var chance = _random.Next(100);
            if (chance < 3) await SayAsync(id, "processing", () => stage.WarnAsync($"warning {step}", stop));
            if (chance >= 98 && !isRetried && step > order.Steps / 2)
            {
                await SayAsync(id, "processing", () => stage.RetryAsync(cancellationToken: stop));
                (isRetried, step) = (true, 1);
            }

            stage.Report(step, of: order.Steps, "steps");
            // A stage that was taken over keeps the progress of the attempt before; what is lower than that is not
            // shown.
            _stages[id] = (Math.Floor(10_000.0 * step / order.Steps) / 100).ToString(CultureInfo.InvariantCulture);
        }

        await SayAsync(id, "completed", () => stage.CompleteAsync(stop));
        _stages[id] = "completed";
    }

    private async Task EndAsync(PipelineRun run, CancellationToken stop)
    {
        while (!await AllHaveEndedAsync(stop)) await Task.Delay(Retry, TimeProvider.System, stop);
        await gate.PassAsync(stop);
        var fails = _random.Next(5) == 0;
        _ = fails
            ? await SayAsync(null, "failed", () =>
                run.FailAsync(new ProgressError("chaos", "It failed as its seed said."), stop))
            : await SayAsync(null, "completed", () => run.CompleteAsync(stop));
        // Not the run's own state: an end that the backplane took no answer for yet is held, and comes later.
        _ended = (fails ? PipelineStatus.Failed : PipelineStatus.Completed).ToString();
    }

    private async Task<bool> AllHaveEndedAsync(CancellationToken stop)
    {
        try
        {
            return await reader.GetAsync(order.PipelineId, stop) is { } state
                && state.Stages.All(s => s.Status == PipelineStatus.Completed);
        }
        catch (PipelineException e) when (e.IsRetryable)
        {
            return false;
        }
    }

    private Task<T> SayAsync<T>(string? stage, string to, Func<ValueTask<T>> call) =>
        accepted.SayAsync(order.PipelineId, stage, to, call);

    [LoggerMessage(1, LogLevel.Warning, "The producer ({Mode}) of {Pipeline} stopped early: {Problem}.")]
    private static partial void Stopped(ILogger logger, string pipeline, string mode, string problem);
}

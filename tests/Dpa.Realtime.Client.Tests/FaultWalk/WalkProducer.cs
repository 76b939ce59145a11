using Dpa.Realtime.Client.Tests.Behaviour;

namespace Dpa.Realtime.Client.Tests.FaultWalk;

/// <summary>Work that never ends: it reports, warns, fails and begins again, pauses and goes on, by chance.</summary>
internal sealed class WalkProducer(Random random)
{
    private static readonly string[] Stages = ["parse", "index", "summary"];

    private PipelineRun? _run;
    private StageRun[] _stages = [];
    private double _percent;

    public Dpa.Realtime.PipelineState State => _run!.State;

    public async Task StartAsync(BehaviourServer server)
    {
        _run = await server.Progress.StartAsync(
            new PipelineStart(BehaviourWorld.Pipeline, BehaviourWorld.User)
            {
                Stages = [.. Stages.Select(s => new StageDefinition(s))],
            });
        await StagesAsync();
    }

    /// <summary>Goes on with what another server kept.</summary>
    public async Task ResumeAsync(BehaviourServer server)
    {
        _run = await server.Progress.ResumeAsync(BehaviourWorld.Pipeline);
        await StagesAsync();
    }

    /// <summary>Until at least so many transitions more, and at most two more than that, have been accepted.</summary>
    public async Task WorkAsync(int transitions)
    {
        for (var last = State.Transition + transitions; State.Transition < last;)
        {
            var stage = _stages[random.Next(_stages.Length)];
            switch (random.Next(12))
            {
                case 0: await _run!.WarnAsync($"warning {random.Next(100)}"); break;
                case 1 or 2 or 3: await stage.WarnAsync($"警告 {random.Next(100)}"); break;
                case 4:
                    await stage.FailAsync(new Dpa.Realtime.ProgressError("broken", $"Page {random.Next(100)}."));
                    await stage.RetryAsync("again");
                    break;
                case 5:
                    await _run!.InterruptAsync("a pause");
                    await _run.ContinueAsync();
                    break;
                default:
                    _percent = _percent > 95 ? 0 : _percent + (random.NextDouble() * 3);
                    stage.Report(Math.Round(_percent, 2), $"page {random.Next(100)}");
                    break;
            }

            if (random.Next(20) == 0) await Task.Delay(TimeSpan.FromMilliseconds(random.Next(15)));
        }
    }

    private async Task StagesAsync()
    {
        _stages = new StageRun[Stages.Length];
        for (var i = 0; i < Stages.Length; i++) _stages[i] = await _run!.StartStageAsync(Stages[i]);
    }
}

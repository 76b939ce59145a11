namespace Dpa.Realtime.Client.Tests.Behaviour;

/// <summary>Work that reports, warns, ends stages and begins them again, by a seed.</summary>
internal sealed class Producer(int seed)
{
    private static readonly string[] Stages = ["parse", "index", "summary"];

    private readonly Random _random = new(seed);
    private PipelineRun? _run;
    private StageRun? _stage;
    private int _index;
    private double _percent;

    public Dpa.Realtime.PipelineState State => _run!.State;

    public async Task StartAsync(BehaviourServer server)
    {
        _run = await server.Progress.StartAsync(
            new PipelineStart(BehaviourWorld.Pipeline, BehaviourWorld.User)
            {
                Stages = [.. Stages.Select(s => new StageDefinition(s))],
            });
        _stage = await _run.StartStageAsync(Stages[0]);
    }

    /// <summary>Goes on with what another server kept.</summary>
    public async Task ResumeAsync(BehaviourServer server)
    {
        _run = await server.Progress.ResumeAsync(BehaviourWorld.Pipeline);
        _stage = await _run.StartStageAsync(Stages[_index]);
    }

    /// <summary>So many changes, some of them transitions.</summary>
    public async Task WorkAsync(int changes)
    {
        for (var i = 0; i < changes; i++)
        {
            switch (_random.Next(10))
            {
                case 0: await _stage!.WarnAsync($"warning {_random.Next(100)}"); break;
                case 1: await _run!.WarnAsync($"warning {_random.Next(100)}"); break;
                case 2 when _index < Stages.Length - 1 && _percent > 20: await NextAsync(); break;
                default: _stage!.Report(_percent = Math.Min(99, _percent + (_random.NextDouble() * 2))); break;
            }

            if (i % 7 == 0) await Task.Delay(TimeSpan.FromMilliseconds(5));
        }
    }

    public async Task WarnAsync(int times)
    {
        for (var i = 0; i < times; i++) await _stage!.WarnAsync($"again {i}");
    }

    public async Task CompleteAsync()
    {
        while (_index < Stages.Length - 1) await NextAsync();
        await _stage!.CompleteAsync();
        await _run!.CompleteAsync();
    }

    private async Task NextAsync()
    {
        await _stage!.CompleteAsync();
        (_index, _percent) = (_index + 1, 0);
        _stage = await _run!.StartStageAsync(Stages[_index]);
    }
}

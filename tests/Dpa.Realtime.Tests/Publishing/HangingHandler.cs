using System.Collections.Concurrent;

namespace Dpa.Realtime.Tests.Publishing;

/// <summary>Never ends for some pipelines, whatever its token says, or blocks its thread.</summary>
internal sealed class HangingHandler(Func<string, bool> hangs, bool blocks = false) : IPipelineTransitionHandler
{
    private readonly TaskCompletionSource _gate = new();
    private readonly ConcurrentQueue<string> _handled = new();
    private readonly ConcurrentQueue<CancellationToken> _tokens = new();

    public IReadOnlyCollection<string> Handled => _handled;

    public IReadOnlyCollection<CancellationToken> Tokens => _tokens;

    public void LetGo() => _gate.TrySetResult();

    public async ValueTask OnTransitionAsync(
        PipelineState pipeline, PipelineTransition transition, CancellationToken cancellationToken)
    {
        _tokens.Enqueue(cancellationToken);
        if (blocks && hangs(pipeline.Id)) _gate.Task.Wait(CancellationToken.None);
        if (hangs(pipeline.Id)) await _gate.Task;
        _handled.Enqueue(pipeline.Id);
    }
}

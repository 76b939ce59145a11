using DocumentPipelineHost.Configuration;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Stages;

/// <summary>Runs a stage for no longer than <c>Pipeline:StageTimeLimit</c>; what it has done by then is kept, and a retry goes on from there.</summary>
public sealed class StageTimeLimit(IOptions<PipelineOptions> options, TimeProvider time)
{
    /// <exception cref="TimeoutException">The time is up.</exception>
    public async Task<string> RunAsync(IDocumentStage stage, StageWork work, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(stage);
        using var limit = new CancellationTokenSource(options.Value.StageTimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        try
        {
            return await stage.RunAsync(work, either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            throw new TimeoutException($"The stage {stage.Type} took longer than {options.Value.StageTimeLimit}.");
        }
    }
}

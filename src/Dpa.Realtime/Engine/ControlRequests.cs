namespace Dpa.Realtime.Engine;

/// <summary>Hands a control request to the pipeline's producers, on whichever nodes they run.</summary>
internal sealed class ControlRequests(ICommitStore store, IControlLine line, string node)
{
    /// <param name="pipelineId">The pipeline.</param>
    /// <param name="action">What is asked for.</param>
    /// <param name="reason">Why.</param>
    /// <param name="taken">Whether a producer of this node took it.</param>
    /// <returns>Whether any took it.</returns>
    public async ValueTask<bool> AskOthersAsync(
        string pipelineId, PipelineControls action, string? reason, bool taken)
    {
        try
        {
            if (await store.FindAsync(pipelineId).ConfigureAwait(false) is not { } stored) return taken;
            var others = stored.Record.Leases
                .Select(l => l.Node)
                .Where(n => !string.Equals(n, node, StringComparison.Ordinal))
                .Distinct(StringComparer.Ordinal);
            var asked = others.Select(n => line.AskAsync(n, pipelineId, action, reason).AsTask());
            foreach (var answer in await Task.WhenAll(asked).ConfigureAwait(false)) taken |= answer;
            return taken;
        }
        catch (PipelineException) when (taken)
        {
            return true; // the producer is here; whether another one is elsewhere cannot be asked now
        }
    }
}

/// <summary>How another node is asked.</summary>
internal interface IControlLine
{
    /// <returns>Whether a run on that node took it.</returns>
    ValueTask<bool> AskAsync(string target, string pipelineId, PipelineControls action, string? reason);
}

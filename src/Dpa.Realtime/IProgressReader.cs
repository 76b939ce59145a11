namespace Dpa.Realtime;

/// <summary>Reads the state of pipelines inside the application, without authorisation.</summary>
public interface IProgressReader
{
    /// <summary>The newest state, or null where neither the backplane nor the archive knows the pipeline.</summary>
    /// <param name="pipelineId">The pipeline.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The state or null.</returns>
    ValueTask<PipelineState?> GetAsync(string pipelineId, CancellationToken cancellationToken = default);

    /// <summary>Lists an owner's pipelines that the backplane keeps, the newest start first.</summary>
    /// <param name="query">Whose, and which of them.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>A page, and the cursor of the next one.</returns>
    /// <exception cref="ArgumentException">A value is out of range, or the cursor is of no page.</exception>
    /// <exception cref="PipelineException">The backplane cannot be reached: <c>backplane_unavailable</c>, with
    /// <see cref="PipelineException.IsRetryable"/>.</exception>
    /// <exception cref="NotSupportedException">A reader of your own does not list.</exception>
    ValueTask<PipelinePage> QueryAsync(PipelineQuery query, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("This reader does not list pipelines.");

    /// <summary>
    /// The states of a pipeline as they come, newest wins: a slow reader skips states but always gets the last one.
    /// Ends after the state of an ended pipeline.
    /// </summary>
    /// <param name="pipelineId">The pipeline; it need not exist yet.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The states, each newer than the one before.</returns>
    IAsyncEnumerable<PipelineState> WatchAsync(string pipelineId, CancellationToken cancellationToken = default);
}

using DocumentPipelineHost.Database;

namespace DocumentPipelineHost.Endpoints;

/// <summary>
/// Runs the calls that read rows on <see cref="DatabaseThreads"/>. Those that wait too long for one are answered 503.
/// </summary>
internal sealed class RowsGate(RequestDelegate next, TimeProvider time)
{
    /// <summary>
    /// Together with what a statement may cost it stays below the 10 s in which a request is answered.
    /// </summary>
    private static readonly TimeSpan MostWait = TimeSpan.FromSeconds(2);

    public Task InvokeAsync(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<RowsMark>() is null
            ? next(context)
            : DatabaseThreads.Shared.RunInTimeAsync(() => next(context), MostWait, time);
}

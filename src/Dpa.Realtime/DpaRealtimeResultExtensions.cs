using Dpa.Realtime.Protocol;
using Microsoft.AspNetCore.Http;

namespace Dpa.Realtime;

/// <summary>Answers for requests that start work: <c>Results.Extensions.Accepted(run)</c>.</summary>
public static class DpaRealtimeResultExtensions
{
    /// <summary>
    /// 202 with the address of the run's progress in <c>Location</c>, a <c>Retry-After</c> and a small JSON body.
    /// </summary>
    /// <remarks>
    /// A caller that sends <c>Prefer: wait=N</c> (RFC 7240) is answered 200 with the whole state if the pipeline ends
    /// within N seconds, at most 60. Such an answer counts as one of the owner's held requests
    /// (<see cref="DpaRealtimeOptions.MaxHeldRequestsPerUser"/>); where none is left, and while the node drains, the
    /// answer is 202 at once. Nothing is authorized here: give it to the caller who started the run.
    /// </remarks>
    /// <param name="results"><c>Results.Extensions</c> or <c>TypedResults.Extensions</c>.</param>
    /// <param name="run">The run.</param>
    /// <returns>The answer; also for an MVC action.</returns>
    public static AcceptedRun Accepted(this IResultExtensions results, PipelineRun run)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(run);
        return new AcceptedRun(run.Id, run);
    }

    /// <summary>The same for a pipeline that something else runs, a queue for example.</summary>
    /// <remarks>
    /// The pipeline need not have started: it is <c>pending</c> until then, and <c>Prefer: wait=N</c> waits for it too.
    /// The id may come from the client: a pipeline that the caller may not see looks as if it had not started. If there
    /// is no caller (<see cref="DpaRealtimeOptions.UserIdSelector"/>), the answer is 202 <c>pending</c> at once. A held
    /// answer counts as one of the caller's. An ended pipeline of this id is the end: start a retry before the answer.
    /// </remarks>
    /// <param name="results"><c>Results.Extensions</c> or <c>TypedResults.Extensions</c>.</param>
    /// <param name="pipelineId">The pipeline's id, not an address.</param>
    /// <returns>The answer; also for an MVC action.</returns>
    /// <exception cref="ArgumentException">The text is not a pipeline id (docs/protocol.md#bounds).</exception>
    public static AcceptedRun Accepted(this IResultExtensions results, string pipelineId)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentException.ThrowIfNullOrEmpty(pipelineId);
        if (!WireBounds.IsPipelineId(pipelineId))
            throw new ArgumentException(
                "This is not a pipeline id: 1 to 128 characters of A-Z a-z 0-9 . _ : - are. Pass the id, not an address.",
                nameof(pipelineId));
        return new AcceptedRun(pipelineId, null);
    }
}

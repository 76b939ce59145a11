using System.Security.Claims;

namespace Dpa.Realtime;

/// <summary>
/// Decides who may see and control a pipeline. The default: its owner only. Register with
/// <see cref="DpaRealtimeBuilder.AddPipelineAuthorizer{T}"/>.
/// </summary>
/// <remarks>
/// Called on threads of its own, for different callers and pipelines at the same time
/// (<see cref="DpaRealtimeOptions.MaxConcurrentCallbacks"/>), each call for
/// <see cref="DpaRealtimeOptions.CallbackTimeout"/> at most. It may read a database; it should await, heed its token
/// and keep nothing that is slow to release. A call that throws, or does not answer in time, is no refusal and no
/// permission: nothing is shown, the client gets <c>application_unavailable</c> (over HTTP 503 with
/// <c>Retry-After</c>), and a subscription whose access is evaluated again shows nothing until the authorizer has
/// answered; it is asked again after 1 s, 2 s, and so on up to 30 s where it failed, and after about 1 s where only no
/// place was free.
/// </remarks>
public interface IPipelineAuthorizer
{
    /// <summary>
    /// Whether the caller may see the pipeline. Asked once per subscription and epoch, and for each HTTP request.
    /// </summary>
    /// <param name="principal">The caller as authenticated.</param>
    /// <param name="userId">The caller's user id.</param>
    /// <param name="pipeline">The pipeline's state.</param>
    /// <param name="cancellationToken">Cancelled when the caller is gone or the time limit is over.</param>
    /// <returns>True to allow. A refusal looks to the caller like a pipeline that does not exist.</returns>
    ValueTask<bool> CanReadAsync(
        ClaimsPrincipal principal, string userId, PipelineState pipeline, CancellationToken cancellationToken);

    /// <summary>
    /// Which of several pipelines the caller may see: one query instead of many, for a page that subscribes to many, or
    /// asks for a list (up to 32 at a time).
    /// </summary>
    /// <param name="principal">The caller as authenticated.</param>
    /// <param name="userId">The caller's user id.</param>
    /// <param name="pipelines">The pipelines' states, at least two, at most
    /// <see cref="DpaRealtimeOptions.MaxSubscriptionsPerConnection"/>.</param>
    /// <param name="cancellationToken">Cancelled when the caller is gone or the time limit is over.</param>
    /// <returns>
    /// The ids that it may see; all others are refused. Default: null, and <see cref="CanReadAsync"/> is asked for
    /// each, 16 at a time.
    /// </returns>
    ValueTask<IReadOnlyCollection<string>?> CanReadManyAsync(
        ClaimsPrincipal principal, string userId, IReadOnlyList<PipelineState> pipelines,
        CancellationToken cancellationToken) => default;

    /// <summary>
    /// Whether the caller may request cancel, interrupt, resume or retry. Default: every caller that may see it.
    /// </summary>
    /// <param name="principal">The caller as authenticated.</param>
    /// <param name="userId">The caller's user id.</param>
    /// <param name="pipeline">The pipeline's state.</param>
    /// <param name="cancellationToken">Cancelled when the caller is gone or the time limit is over.</param>
    /// <returns>True to allow.</returns>
    ValueTask<bool> CanControlAsync(
        ClaimsPrincipal principal, string userId, PipelineState pipeline, CancellationToken cancellationToken
    ) => CanReadAsync(principal, userId, pipeline, cancellationToken);
}

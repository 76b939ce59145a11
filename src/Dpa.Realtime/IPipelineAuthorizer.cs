using System.Security.Claims;

namespace Dpa.Realtime;

/// <summary>Decides who may see and control a pipeline. The default: its owner only. Register with <see cref="DpaRealtimeBuilder.AddPipelineAuthorizer{T}"/>.</summary>
public interface IPipelineAuthorizer
{
    /// <summary>Whether the caller may see the pipeline. Asked once per subscription and epoch, and for each HTTP request.</summary>
    /// <param name="principal">The caller as authenticated.</param>
    /// <param name="userId">The caller's user id.</param>
    /// <param name="pipeline">The pipeline's state.</param>
    /// <param name="cancellationToken">Cancelled when the caller is gone.</param>
    /// <returns>True to allow. A refusal looks to the caller like a pipeline that does not exist.</returns>
    ValueTask<bool> CanReadAsync(ClaimsPrincipal principal, string userId, PipelineState pipeline, CancellationToken cancellationToken);

    /// <summary>Whether the caller may ask for cancel, interrupt, resume or retry. Default: whoever may see it.</summary>
    /// <param name="principal">The caller as authenticated.</param>
    /// <param name="userId">The caller's user id.</param>
    /// <param name="pipeline">The pipeline's state.</param>
    /// <param name="cancellationToken">Cancelled when the caller is gone.</param>
    /// <returns>True to allow.</returns>
    ValueTask<bool> CanControlAsync(ClaimsPrincipal principal, string userId, PipelineState pipeline, CancellationToken cancellationToken) =>
        CanReadAsync(principal, userId, pipeline, cancellationToken);
}

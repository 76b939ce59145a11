using System.Reflection;
using Dpa.Realtime.Endpoints;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Dpa.Realtime;

/// <summary>
/// The answer to a request that started a pipeline: 202 with the address of its progress, or 200 with its end. Made by
/// <see cref="DpaRealtimeResultExtensions"/>.
/// </summary>
public sealed class AcceptedRun : IResult, IEndpointMetadataProvider, IStatusCodeHttpResult
{
    private readonly PipelineRun? _run;

    internal AcceptedRun(string pipelineId, PipelineRun? run)
    {
        PipelineId = pipelineId;
        _run = run;
    }

    /// <summary>The pipeline that was started.</summary>
    public string PipelineId { get; }

    /// <summary>The status if the caller does not wait, or if the pipeline does not end while it waits.</summary>
    /// <value>202.</value>
    public int? StatusCode => StatusCodes.Status202Accepted;

    /// <summary>Writes the answer; where the caller sent <c>Prefer: wait=N</c>, after the end or N seconds.</summary>
    /// <param name="httpContext">The request.</param>
    /// <returns>A task for the answer.</returns>
    /// <exception cref="InvalidOperationException"><c>MapDpaProgress()</c> was not called.</exception>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        return AcceptedAnswer.WriteAsync(httpContext, PipelineId, _run?.State);
    }

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        foreach (var response in AcceptedAnswer.Responses) builder.Metadata.Add(response);
    }
}

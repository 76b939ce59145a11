using System.Threading.RateLimiting;
using DocumentPipelineHost.Problems;
using Microsoft.AspNetCore.RateLimiting;

namespace DocumentPipelineHost.Endpoints;

/// <summary>
/// Refuses requests beyond the user's limit with 429. ASP.NET Core's own middleware keeps a second limiter, whose timer
/// nobody stops: it and all that the host had would stay in memory after the host was disposed.
/// </summary>
internal sealed class RateLimitGate(RequestDelegate next, PartitionedRateLimiter<HttpContext> limiter)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<DisableRateLimitingAttribute>() is not null)
        {
            await next(context);
            return;
        }

        using var lease = limiter.AttemptAcquire(context);
        if (lease.IsAcquired)
            await next(context);
        else
            await RefuseAsync(context, lease);
    }

    private static Task RefuseAsync(HttpContext context, RateLimitLease lease)
    {
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : Second;
        return ProblemWriter.WriteAsync(context, HttpProblems.TooManyRequests(wait));
    }
}

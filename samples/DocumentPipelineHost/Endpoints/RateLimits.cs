using System.Threading.RateLimiting;
using DocumentPipelineHost.Accounts;
using DocumentPipelineHost.Configuration;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Endpoints;

/// <summary>
/// Keeps one user from taking the host from the others: a bucket of tokens for each user and kind of request. The
/// library has limits of its own.
/// </summary>
internal static class RateLimits
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static IServiceCollection AddRateLimits(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSection<RateLimitOptions>(configuration, RateLimitOptions.Section);
        return services.AddSingleton(static provider =>
        {
            var limits = provider.GetRequiredService<IOptions<RateLimitOptions>>();
            return PartitionedRateLimiter.Create<HttpContext, (string Kind, string Who)>(
                context => Partition(context, limits.Value));
        });
    }

    private static RateLimitPartition<(string Kind, string Who)> Partition(HttpContext context, RateLimitOptions limits)
    {
        var request = context.Request;
        var address = $"address {context.Connection.RemoteIpAddress}";
        if (TriesPassword(request))
            return Bucket("sign-in", address, limits.SignInsPerSecond, limits.SignInBurst);
        var who = Caller.FindId(context.User) is { } user ? $"user {user}" : address;
        return
            HttpMethods.IsGet(request.Method)
            || HttpMethods.IsHead(request.Method)
            || HttpMethods.IsOptions(request.Method)
            ? Bucket("read", who, limits.ReadsPerSecond, limits.ReadBurst)
            : Bucket("write", who, limits.WritesPerSecond, limits.WriteBurst);
    }

    private static bool TriesPassword(HttpRequest request) =>
        (HttpMethods.IsPost(request.Method) || HttpMethods.IsPut(request.Method))
        && request.Path.StartsWithSegments("/api/v1/session", StringComparison.OrdinalIgnoreCase);

    private static RateLimitPartition<(string Kind, string Who)> Bucket(
        string kind, string who, double perSecond, int burst
    ) => RateLimitPartition.GetTokenBucketLimiter((kind, who), _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = Math.Max(1, (int)perSecond),
            ReplenishmentPeriod = perSecond >= 1 ? Second : Second / perSecond,
            QueueLimit = 0,
        });
}

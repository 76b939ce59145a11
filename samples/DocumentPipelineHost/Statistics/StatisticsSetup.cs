using DocumentPipelineHost.Accounts;
using DocumentPipelineHost.Problems;

namespace DocumentPipelineHost.Statistics;

/// <summary><c>GET /api/v2/statistics</c></summary>
internal static class StatisticsSetup
{
    public static IServiceCollection AddStatistics(this IServiceCollection services) =>
        services
            .AddSingleton<LiveConnections>()
            .AddHostedService(static provider => provider.GetRequiredService<LiveConnections>())
            .AddSingleton<ConnectionRows>()
            .AddHostedService<ConnectionsLoop>()
            .AddSingleton<StatisticsReader>()
            .AddSingleton<Traffic>()
            .AddSingleton<PollingPages>()
            .AddHostedService<PollingCost>();

    public static void MapStatistics(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/v2/statistics", Answer)
            .RequireAuthorization()
            .WithTags("statistics")
            .ProducesProblem(400)
            .ProducesProblem(401)
            .ProducesProblem(403)
            .ProducesProblem(429)
            .WithDescription(
                "What the caller's pipelines did in `range` (1h, 24h, 7d, 30d), stage durations, waits in the queue, "
                    + "failures by cause, the queue and the open connections now, and the traffic of the "
                    + "instance that answers. Operators see everybody's with `scope=all`.");

    private static StatisticsAnswer Answer(
        HttpContext context, StatisticsReader reader, Operators operators, string? range, string? scope)
    {
        if (scope is not (null or "own" or "all"))
            throw StatisticsProblems.InvalidScope.AsException();
        var user = context.UserId();
        if (scope == "all" && !operators.Include(user))
            throw StatisticsProblems.OperatorsOnly.AsException();
        return reader.Read(StatisticsRange.Of(range), scope == "all" ? null : user);
    }
}

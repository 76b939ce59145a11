using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace DocumentPipelineHost.Tests.People;

/// <summary>The calls that people make, by the OpenAPI document and by the routes.</summary>
internal static class ApiCalls
{
    /// <summary>
    /// What is no call of a person: probes, the document itself, statistics that the library closes by itself, sockets
    /// and streams (tested with the library).
    /// </summary>
    private static readonly string[] Others =
    [
        "/healthz/live", "/healthz/ready", "/openapi/{documentName}.json", "/api/v1/ws/stats", "/api/v1/ws/{user_id}",
        "/api/v1/pipelines/events",
    ];

    /// <summary>What the library maps without a description, and reads of the query.</summary>
    private static readonly Dictionary<string, IReadOnlyList<string>> Undescribed = new(StringComparer.Ordinal)
    {
        ["GET /api/v1/pipelines"] = ["owner", "status", "kind", "since", "limit"],
        ["GET /api/v1/pipelines/progress"] = ["ids"],
    };

    /// <summary>
    /// What the document describes, with the names of its query's parameters, and what is mapped without being
    /// described.
    /// </summary>
    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> AllAsync(
        IServiceProvider services, Person person)
    {
        var paths = (await person.Client.GetAsync("/openapi/v1.json"))["paths"]!.AsObject();
        var calls = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (path, methods) in paths)
        {
            foreach (var (method, call) in methods!.AsObject())
            {
                var parameters = call!["parameters"]?.AsArray() ?? [];
                calls[$"{method.ToUpperInvariant()} {path}"] =
                [
                    .. parameters.Where(static one => (string?)one!["in"] == "query").Select(static one =>
                        (string)one!["name"]!),
                ];
            }
        }

        var mapped = services
            .GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(static endpoint => !Others.Contains(endpoint.RoutePattern.RawText!.TrimEnd('/')))
            .SelectMany(
                static endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"],
                static (endpoint, method) => $"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}");
        foreach (var call in mapped)
            calls.TryAdd(call, Undescribed.GetValueOrDefault(call, []));
        return calls;
    }
}

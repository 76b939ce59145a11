using System.Text.Json;
using Dpa.Realtime.Protocol;
using Microsoft.AspNetCore.Http;

namespace Dpa.Realtime.Endpoints;

/// <summary>Reads <c>{positions:{id:{epoch,version}|null}}</c>.</summary>
internal static class PositionsReader
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <param name="http">The request.</param>
    /// <param name="options">The limits.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stopping">Fires when the host begins to stop: a body still to come is not waited for.</param>
    /// <returns>The positions, or what is wrong with the body.</returns>
    /// <exception cref="OperationCanceledException">The client has gone, or the host stops.</exception>
    public static async ValueTask<(NamedPipelines Named, BadRequest? Wrong)> ReadAsync(
        HttpContext http, DpaRealtimeOptions options, TimeProvider time, CancellationToken stopping)
    {
        var named = new NamedPipelines(options.MaxSubscriptionsPerConnection);
        // A position takes about 60 bytes and an id up to 128: enough for as many as a connection may subscribe to.
        var maxBytes = 4 * options.MaxMessageBytes;
        try
        {
            if (await RequestBody.ReadAsync(http, maxBytes, time, stopping).ConfigureAwait(false) is not { } body)
                return (named, BadRequest.Positions);
            using var document = JsonDocument.Parse(body, Options);
            if (
                document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("positions", out var positions)
                || positions.ValueKind != JsonValueKind.Object)
                return (named, BadRequest.Positions);
            return (named, Read(positions, named) ? null : BadRequest.Positions);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return (named, BadRequest.Positions);
        }
        catch (OperationCanceledException)
            when (!http.RequestAborted.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            return (named, BadRequest.SlowBody);
        }
    }

    private static bool Read(JsonElement positions, NamedPipelines named)
    {
        foreach (var property in positions.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Null)
                named.Add(property.Name);
            else if (
                property.Value.ValueKind == JsonValueKind.Object
                && property.Value.TryGetProperty("epoch", out var epoch)
                && epoch.ValueKind == JsonValueKind.String
                && property.Value.TryGetProperty("version", out var version)
                && version.ValueKind == JsonValueKind.Number
                && version.TryGetInt64(out var number))
                named.Add(property.Name, new PipelinePosition(epoch.GetString()!, number));
            else return false;
        }

        return true;
    }
}

using System.Text.Json;
using Dpa.Realtime.Protocol;
using Microsoft.AspNetCore.Http;

namespace Dpa.Realtime.Endpoints;

/// <summary>Reads <c>{positions:{id:{epoch,version}|null}}</c>.</summary>
internal static class PositionsReader
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <returns>The positions, or what is wrong with the body.</returns>
    public static async ValueTask<(Dictionary<string, PipelinePosition?> Positions, BadRequest? Wrong)> ReadAsync(HttpContext http, DpaRealtimeOptions options)
    {
        // A position takes about 60 bytes and an id up to 128: room for as many as a connection may watch.
        var maxBytes = 4 * options.MaxMessageBytes;
        var body = new MemoryStream();
        var buffer = new byte[8192];
        while (await http.Request.Body.ReadAsync(buffer, http.RequestAborted).ConfigureAwait(false) is > 0 and var read)
        {
            if (body.Length + read > maxBytes) return ([], BadRequest.Positions);
            body.Write(buffer, 0, read);
        }

        try
        {
            using var document = JsonDocument.Parse(body.GetBuffer().AsMemory(0, (int)body.Length), Options);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("positions", out var positions) || positions.ValueKind != JsonValueKind.Object)
                return ([], BadRequest.Positions);
            var wrong = Read(positions, out var read);
            return (read, wrong ?? (read.Count > options.MaxSubscriptionsPerConnection ? BadRequest.Positions : null));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return ([], BadRequest.Positions);
        }
    }

    private static BadRequest? Read(JsonElement positions, out Dictionary<string, PipelinePosition?> read)
    {
        read = new Dictionary<string, PipelinePosition?>(StringComparer.Ordinal);
        foreach (var property in positions.EnumerateObject())
        {
            if (!WireBounds.IsPipelineId(property.Name)) return BadRequest.PipelineId;
            if (property.Value.ValueKind == JsonValueKind.Null) read[property.Name] = null;
            else if (property.Value.ValueKind == JsonValueKind.Object
                && property.Value.TryGetProperty("epoch", out var epoch) && epoch.ValueKind == JsonValueKind.String
                && property.Value.TryGetProperty("version", out var version) && version.ValueKind == JsonValueKind.Number && version.TryGetInt64(out var number))
                read[property.Name] = new PipelinePosition(epoch.GetString()!, number);
            else return BadRequest.Positions;
        }

        return null;
    }
}

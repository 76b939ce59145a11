using System.Globalization;
using System.Text.Json;

namespace Dpa.Realtime.Client.Fallback;

/// <summary><c>GET /api/v1/pipelines</c>: its address, and its answer.</summary>
internal static class ListRequest
{
    public static string PathOf(PipelineQuery query)
    {
        List<(string Name, string? Value)> all =
        [
            ("owner", query.Owner),
            ("status",
                query.Statuses.IsDefaultOrEmpty ? null : string.Join(',', query.Statuses.Select(StatusNames.Of))),
            ("kind", query.Kind),
            ("since", query.Since?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)),
            ("limit", query.Limit.ToString(CultureInfo.InvariantCulture)),
            ("cursor", query.Cursor),
        ];
        return "?" + string.Join(
            '&', all.Where(p => p.Value is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}"));
    }

    /// <summary>The page, or null where the answer is none.</summary>
    public static PipelinePage? Read(JsonElement answer) =>
        answer.TryGetProperty("pipelines", out var list) && list.ValueKind == JsonValueKind.Array
            ? new PipelinePage(
                [.. list.EnumerateArray().Select(e => StateReader.Read(e)?.State).OfType<PipelineState>()],
                answer.Text("next"))
            : null;
}

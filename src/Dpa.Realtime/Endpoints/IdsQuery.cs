using Dpa.Realtime.Protocol;
using Microsoft.AspNetCore.Http;

namespace Dpa.Realtime.Endpoints;

/// <summary>Reads <c>?ids=a,b</c>.</summary>
internal static class IdsQuery
{
    private const int Max = 50;

    /// <summary>The ids, each once; or what is wrong with them.</summary>
    public static BadRequest? Read(IQueryCollection query, out string[] ids)
    {
        ids = [.. query["ids"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)];
        if (ids.Length is 0 or > Max) return BadRequest.Ids;
        return ids.All(WireBounds.IsPipelineId) ? null : BadRequest.PipelineId;
    }
}

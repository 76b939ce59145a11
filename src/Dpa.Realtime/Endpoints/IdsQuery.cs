using Microsoft.AspNetCore.Http;

namespace Dpa.Realtime.Endpoints;

/// <summary>Reads <c>?ids=a,b</c>.</summary>
internal static class IdsQuery
{
    private const int Max = 50;

    /// <summary>Adds each id once.</summary>
    /// <returns>What is wrong with the query, or null. An id that is not valid is not: it is answered by
    /// itself.</returns>
    public static BadRequest? Read(IQueryCollection query, NamedPipelines named)
    {
        string[] ids =
        [
            .. query["ids"]
                .ToString()
                .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Distinct(StringComparer.Ordinal),
        ];
        if (ids.Length is 0 or > Max)
            return BadRequest.Ids;
        foreach (var id in ids)
            named.Add(id);
        return null;
    }
}

using System.Globalization;
using Dpa.Realtime.Connections;
using Dpa.Realtime.Protocol;
using Microsoft.AspNetCore.Http;

namespace Dpa.Realtime.Endpoints;

/// <summary>Reads <c>?owner&amp;kind&amp;status&amp;since&amp;cursor&amp;limit</c>.</summary>
internal static class ListQuery
{
    private static readonly string[] Times = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>What is asked for; or what is wrong with it.</summary>
    public static BadRequest? Read(IQueryCollection query, Caller caller, out PipelineQuery asked)
    {
        asked = new PipelineQuery(Text(query, "owner") ?? caller.UserId)
        {
            Kind = Text(query, "kind"), Cursor = Text(query, "cursor"),
        };
        if (!WireBounds.IsUserId(asked.Owner)) return BadRequest.ListOwner;
        if (asked.Kind?.Length > WireBounds.MaxId) return BadRequest.ListKind;
        if (asked.Cursor is { } cursor && PipelineQuery.KeyOf(cursor) is null) return BadRequest.ListCursor;
        return Limit(query, ref asked) ?? Since(query, ref asked) ?? Statuses(query, ref asked);
    }

    private static BadRequest? Limit(IQueryCollection query, ref PipelineQuery asked)
    {
        if (Text(query, "limit") is not { } text) return null;
        if (
            !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            || limit is 0 or > PipelineQuery.MaxLimit)
            return BadRequest.ListLimit;
        asked = asked with { Limit = limit };
        return null;
    }

    private static BadRequest? Since(IQueryCollection query, ref PipelineQuery asked)
    {
        if (Text(query, "since") is not { } text) return null;
        if (
            !DateTimeOffset.TryParseExact(
                text, Times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since))
            return BadRequest.ListSince;
        asked = asked with { Since = since };
        return null;
    }

    private static BadRequest? Statuses(IQueryCollection query, ref PipelineQuery asked)
    {
        if (Text(query, "status") is not { } text) return null;
        foreach (var name in text.Split(','))
        {
            if (!StatusNames.TryParse(name, out var status) || status == PipelineStatus.Skipped)
                return BadRequest.ListStatus;
            if (!asked.Statuses.Contains(status)) asked = asked with { Statuses = asked.Statuses.Add(status) };
        }

        return null;
    }

    private static string? Text(IQueryCollection query, string name) =>
        query[name].ToString() is { Length: > 0 } text ? text : null;
}

namespace Dpa.Realtime.Client.Fallback;

/// <summary>One stream has one kind: the richest that is wanted (docs/protocol.md#server-sent-events).</summary>
internal static class StreamQuery
{
    /// <summary>Whether it carries the stages of all.</summary>
    public static bool HasStages(List<Wanted> wants, bool wantsUser) =>
        wantsUser || wants.Exists(w => w.Detail == PipelineDetail.Stages);

    public static string Of(List<Wanted> wants, bool wantsUser)
    {
        var query = new List<string>();
        if (wantsUser)
            query.Add("user=me");
        else if (wants.Count > 0 && wants.Min(w => w.Detail).Word() is { } detail)
            query.Add($"detail={detail}");
        if (!wantsUser && wants.Count > 0 && wants.TrueForAll(w => w.MaxHz is not null))
            query.Add($"max_hz={Requests.Number(wants.Max(w => w.MaxHz!.Value))}");
        if (wants.Exists(w => w.Wait))
            query.Add("wait=true");
        return query.Count > 0 ? $"?{string.Join('&', query)}" : "";
    }
}

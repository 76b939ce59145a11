using System.Text.Json.Serialization;

namespace DocumentPipelineHost.Pipelines;

/// <summary>How many pipelines of a batch have each status.</summary>
/// <param name="Total">The files that it is to have.</param>
public sealed record BatchCounts(
    int Total, int Uploading, int Waiting, int Pending, int Processing, int Interrupted, int Completed, int Failed,
    int Cancelled)
{
    /// <summary>Those that have joined.</summary>
    public int Joined => Live + Ended;

    [JsonIgnore]
    public int Live => Uploading + Waiting + Pending + Processing + Interrupted;

    [JsonIgnore]
    public int Ended => Completed + Failed + Cancelled;

    /// <summary>The end that these make, as the parent pipeline's: completed where any is.</summary>
    [JsonIgnore]
    public string End =>
        Completed > 0 ? StatusNames.Completed
        : Failed > 0 ? StatusNames.Failed
        : StatusNames.Cancelled;

    public static BatchCounts Of(int total, IEnumerable<(string Status, int Count)> rows)
    {
        var counts = rows.ToDictionary(static row => row.Status, static row => row.Count, StringComparer.Ordinal);
        return new(
            total,
            counts.GetValueOrDefault(StatusNames.Uploading),
            counts.GetValueOrDefault(StatusNames.Waiting),
            counts.GetValueOrDefault(StatusNames.Pending),
            counts.GetValueOrDefault(StatusNames.Processing),
            counts.GetValueOrDefault(StatusNames.Interrupted),
            counts.GetValueOrDefault(StatusNames.Completed),
            counts.GetValueOrDefault(StatusNames.Failed),
            counts.GetValueOrDefault(StatusNames.Cancelled));
    }
}

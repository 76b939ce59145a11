using System.Text.Json;

namespace Dpa.Realtime.LoadTest.Peers;

/// <summary>
/// What the other peers send for a change: the fields that this library's frame of the same change has. That is its
/// short <c>progress</c>, and a whole <c>stage_update</c> where each change is a transition.
/// </summary>
internal sealed class PeerMessages(LoadTestOptions options)
{
    private readonly string[] _ids = [.. Enumerable.Range(0, options.Pipelines).Select(i => $"load-{i}")];
    private readonly long[] _versions = new long[options.Pipelines];
    private readonly string _epoch = Guid.CreateVersion7().ToString();
    private readonly DateTimeOffset _created = DateTimeOffset.UtcNow;

    /// <summary>What it is called.</summary>
    public string Type { get; } = options.Transitions ? "stage_update" : "progress";

    public string Id(int pipeline) => _ids[pipeline];

    public object Next(int pipeline, double percent, string stamp)
    {
        var (id, version, now) = (_ids[pipeline], ++_versions[pipeline], DateTimeOffset.UtcNow);
        return options.Transitions
            ? new PlainMessage(
                id, _epoch, version, version, "work", $"{id}:work", "Work", 1, "processing", percent, stamp, "progress",
                percent, "work", now)
            : new ShortMessage(
                id, _epoch, version, 2, 0, percent, stamp, percent, (long)(now - _created).TotalMilliseconds);
    }

    public byte[] NextUtf8Json(int pipeline, double percent, string stamp)
    {
        var message = Next(pipeline, percent, stamp);
        return JsonSerializer.SerializeToUtf8Bytes(message, message.GetType());
    }
}

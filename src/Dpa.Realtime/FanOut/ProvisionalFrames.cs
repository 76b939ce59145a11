using Dpa.Realtime.Protocol;
using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.FanOut;

/// <summary>
/// What the watchers of this node are shown while the backplane is away: the newest provisional frame of each stage,
/// shared by all readers (docs/protocol.md#pipeline_progress-the-full-state, <c>provisional</c>). Gone with the first
/// accepted change. Guarded by its log's lock.
/// </summary>
internal sealed class ProvisionalFrames
{
    private readonly Dictionary<string, (long Number, TextFrames Frame)> _byStage = new(StringComparer.Ordinal);
    private long _number;

    /// <summary>Takes the stages that differ from the accepted state.</summary>
    /// <returns>Whether there is anything to show.</returns>
    public bool Take(PipelineState accepted, PipelineState shown, string? onlyStage)
    {
        var before = _number;
        foreach (var stage in shown.Stages)
        {
            if (onlyStage is not null && !string.Equals(stage.Id, onlyStage, StringComparison.Ordinal))
                continue;
            if (accepted.FindStage(stage.Id) is { } held && held with { Version = stage.Version } == stage)
                continue;
            _byStage[stage.Id] = (
                ++_number,
                TextFrames.Of(
                    FrameCodec.StageUpdate(new AcceptedChange { State = shown, Stage = stage.Id }, provisional: true)));
        }

        return _number > before;
    }

    /// <summary>The frames newer than the number seen, oldest first.</summary>
    public void Read(ref long seen, List<TextFrames> frames)
    {
        if (_number == seen) return;
        var from = seen;
        foreach (var (_, frame) in _byStage.Values.Where(f => f.Number > from).OrderBy(f => f.Number))
            frames.Add(frame);
        seen = _number;
    }

    public void Clear() => _byStage.Clear();
}

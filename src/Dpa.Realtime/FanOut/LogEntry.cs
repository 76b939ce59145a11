using Dpa.Realtime.Protocol;
using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.FanOut;

/// <summary>One change in a pipeline's log with its frame, encoded when the first reader needs it and shared by all.</summary>
internal sealed class LogEntry(AcceptedChange change, int stageIndex)
{
    private TextFrames? _frame;

    public AcceptedChange Change { get; } = change;

    public long Version => Change.State.Position.Version;

    /// <summary>Which stage changed, or −1 when the entry is absolute for the whole pipeline.</summary>
    public int StageIndex { get; } = stageIndex;

    public bool IsWhole => StageIndex < 0;

    public bool HasTransition => !Change.Transitions.IsEmpty;

    /// <summary>Guarded by the log's lock.</summary>
    public TextFrames Frame => _frame ??= TextFrames.Of(IsWhole ? PipelineStateCodec.Encode(Change.State) : FrameCodec.StageUpdate(Change));
}

using Dpa.Realtime.Protocol;
using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.FanOut;

/// <summary>One change in a pipeline's log with its frame, encoded when the first reader needs it and shared by all. Guarded by the log's lock.</summary>
internal sealed class LogEntry(AcceptedChange change, int stageIndex)
{
    private AcceptedChange? _change = change;
    private TextFrames? _frame;

    public AcceptedChange Change => _change ?? throw new InvalidOperationException("A later change stands for this one.");

    /// <summary>Which stage changed, or −1 when the entry is absolute for the whole pipeline.</summary>
    public int StageIndex { get; } = stageIndex;

    public bool IsWhole => StageIndex < 0;

    public bool HasTransition { get; } = !change.Transitions.IsEmpty;

    public TextFrames Frame => _frame ??= TextFrames.Of(IsWhole ? PipelineStateCodec.Encode(Change.State) : FrameCodec.StageUpdate(Change));

    /// <summary>
    /// A later change of its stage has come. Every reader is led to the head, so progress is handed to nobody any more (<see cref="Conflation"/>) and is let go: kept to the
    /// end of the log it would outlive a few garbage collections, and make each of them long.
    /// </summary>
    public void Supersede()
    {
        if (IsWhole || HasTransition) return;
        _change = null;
        _frame = null;
    }
}

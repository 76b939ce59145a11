using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.Protocol;
using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.FanOut;

/// <summary>
/// One change in a pipeline's log. Its frame is made when the first reader needs it, outside the log's lock, and shared
/// by all; with a transition's frame made, the state that it was made from is released.
/// </summary>
internal sealed class LogEntry(AcceptedChange change, int stageIndex)
{
    private readonly bool _hasShort = ProgressFrame.IsEnoughFor(change, stageIndex);
    private AcceptedChange? _change = change; // of a transition or a full state: until the frame is made
    private byte[]? _frame;
    private byte[]? _short;

    public long Version => Sent.Version;

    /// <summary>Which stage changed, or −1 when the entry is absolute for the whole pipeline.</summary>
    public int StageIndex { get; } = stageIndex;

    public bool IsWhole => StageIndex < 0;

    public bool HasTransition { get; } = !change.Transitions.IsEmpty;

    /// <summary>What is measured and traced of it.</summary>
    public SentChange Sent { get; } = SentChange.Of(change);

    /// <param name="isV2">For clients of the DPA V2 wire: with every field.</param>
    public TextFrames Frame(bool isV2) => !isV2 && _hasShort
        ? new TextFrames(Volatile.Read(ref _short) ?? MakeShort())
        : new TextFrames(Volatile.Read(ref _frame) ?? MakeFrame());

    private byte[] MakeShort()
    {
        var made = TextFrames.Of(ProgressFrame.Encode(Volatile.Read(ref _change)!.State, StageIndex)).Bytes;
        return Interlocked.CompareExchange(ref _short, made, null) ?? made;
    }

    /// <summary>Two readers that come at the same moment may both encode it; all get the same bytes.</summary>
    private byte[] MakeFrame()
    {
        if (Volatile.Read(ref _change) is { } held)
        {
            var payload = IsWhole ? PipelineStateCodec.Encode(held.State) : FrameCodec.StageUpdate(held);
            Interlocked.CompareExchange(ref _frame, TextFrames.Of(payload).Bytes, null);
            // Progress has two forms; it is superseded soon, and at most one a stage is kept.
            if (!_hasShort) Volatile.Write(ref _change, null);
        }

        return Volatile.Read(ref _frame)!;
    }
}

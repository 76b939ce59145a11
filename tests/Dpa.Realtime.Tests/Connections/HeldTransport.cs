using System.Text;
using Dpa.Realtime.Connections;
using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.Tests.Connections;

/// <summary>A client that says one thing, and takes nothing while the test holds it up.</summary>
internal sealed class HeldTransport(string says) : IMessageTransport
{
    private readonly TaskCompletionSource<ReceivedKind> _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly StringBuilder _taken = new();
    private TaskCompletionSource<bool>? _held;
    private bool _hasSaid;

    public ReadOnlyMemory<byte> Message { get; } = Encoding.UTF8.GetBytes(says);

    public int Code => CloseCode.Normal;

    public bool IsStalled => false;

    public Action? PongDue { get; set; }

    public bool IsPongDue => false;

    public long Pongs => 0;

    public bool IsAborted => _gone.Task.IsCompleted;

    /// <summary>The code with which it was closed; 0 while it is open.</summary>
    public int Closed { get; private set; }

    /// <summary>All that was written, that which is held up included.</summary>
    public string Taken
    {
        get { lock (_lock) return _taken.ToString(); }
    }

    /// <summary>The next write does not end before <see cref="LetGo"/>.</summary>
    public void Hold() => _held = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);

    public void LetGo()
    {
        var held = _held;
        _held = null; // what is written from now on is taken
        held?.SetResult(true);
    }

    public ValueTask<ReceivedKind> ReceiveAsync()
    {
        if (_hasSaid) return new(_gone.Task);
        _hasSaid = true;
        return new(ReceivedKind.Message);
    }

    public ValueTask<bool> SendAsync(List<TextFrames> frames, bool withPing)
    {
        lock (_lock)
            foreach (var frame in frames)
                foreach (var json in frame) _taken.Append(Encoding.UTF8.GetString(json)).Append('\n');
        return _held is { } held ? new(held.Task) : new(true);
    }

    public ValueTask<bool> CloseOutputAsync(int code, string reason)
    {
        Closed = code;
        _gone.TrySetResult(ReceivedKind.Closed);
        return new(true);
    }

    public ValueTask DrainAsync() => default;

    public void Abort() => _gone.TrySetResult(ReceivedKind.Closed);

    public void Dispose()
    {
    }
}

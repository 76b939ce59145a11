using System.Collections.Immutable;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Codecs;

namespace Dpa.Realtime.Engine;

/// <summary>
/// One subscribed pipeline: holds the state that its messages build on, and hands changes to the node in version order,
/// each once. What does not follow makes it read the pipeline.
/// </summary>
internal sealed class PipelineFeed(string id, IFeedSource source)
{
    private readonly Lock _lock = new();
    private PipelineState? _held;
    private bool _isReading;
    private bool _again;

    /// <summary>The newest state that was handed on or seeded.</summary>
    public PipelineState? Held
    {
        get { lock (_lock) return _held; }
    }

    /// <summary>A change that did not leave the process: nothing has to follow.</summary>
    public void OnChange(AcceptedChange change)
    {
        lock (_lock)
            if (_held is null || change.State.Position > _held.Position) Hand(change);
    }

    /// <param name="message">What was received; null where it was no message of ours.</param>
    public void OnMessage(ChangeMessage? message)
    {
        if (message is not null && Takes(message)) return;
        ReadAgain();
    }

    /// <summary>This node's own change, once it was accepted. Left to its message where it does not follow.</summary>
    public void Deliver(PipelineState? before, AcceptedChange change)
    {
        lock (_lock)
        {
            var follows = _held is null
                ? before is null
                : _held.Position == before?.Position || (change.Stage is null && IsNewEpoch(_held, change.State));
            if (follows && change.State.Position > (_held?.Position ?? default)) Hand(change);
        }
    }

    /// <summary>What the node was answered when it read the pipeline after subscribing.</summary>
    public void Seed(PipelineState state)
    {
        lock (_lock) _held ??= state;
    }

    /// <summary>Whether it is done: handed on, or nothing new.</summary>
    private bool Takes(ChangeMessage message)
    {
        lock (_lock)
        {
            if (_held is not null && message.After <= _held.Position) return true;
            if (Next(message) is not { } state) return false;
            Hand(Change(message, state));
            return true;
        }
    }

    private PipelineState? Next(ChangeMessage message)
    {
        try
        {
            return ChangeMessageCodec.Apply(_held, message, id);
        }
        catch (InvalidDataException)
        {
            source.OnMalformed(id);
            return null;
        }
    }

    private static AcceptedChange Change(ChangeMessage message, PipelineState state) => new()
    {
        State = state,
        Stage = message.Stage,
        Transitions = Brought(message.Transitions, state),
        TraceParent = message.TraceParent,
    };

    /// <summary>Under the lock, so that the node receives versions in order.</summary>
    private void Hand(AcceptedChange change)
    {
        _held = change.State;
        source.Receiver.OnChange(change);
    }

    private void ReadAgain()
    {
        lock (_lock)
        {
            _again = true;
            if (_isReading) return; // however many messages do not follow, one read at a time
            _isReading = true;
        }

        source.OnReread();
        _ = ReadAsync();
    }

    private async Task ReadAsync()
    {
        try
        {
            while (TakeAgain())
            {
                var state = await source.ReadAsync(id).ConfigureAwait(false);
                lock (_lock)
                {
                    if (state is not null && (_held is null || state.Position > _held.Position))
                        Hand(new AcceptedChange { State = state, Transitions = Brought(state.Transitions, state) });
                }
            }
        }
        catch (Exception e)
        {
            // Unavailable: the node compares positions every few seconds. Otherwise, too, the next message reads again.
            lock (_lock) _isReading = false;
            if (e is not PipelineException) source.OnReadFailed(e);
        }
    }

    private bool TakeAgain()
    {
        lock (_lock)
        {
            var again = _isReading = _again;
            _again = false;
            return again;
        }
    }

    private static bool IsNewEpoch(PipelineState held, PipelineState state) =>
        string.CompareOrdinal(state.Position.Epoch, held.Position.Epoch) > 0;

    private static ImmutableArray<PipelineTransition> Brought(
        ImmutableArray<PipelineTransition> transitions, PipelineState state) =>
        transitions.IsEmpty || transitions[0].Version == state.Position.Version
            ? transitions
            : [.. transitions.Where(t => t.Version == state.Position.Version)];
}

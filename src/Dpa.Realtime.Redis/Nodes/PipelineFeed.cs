using System.Collections.Immutable;
using Dpa.Realtime.Redis.Entries;
using Dpa.Realtime.Redis.Messages;

namespace Dpa.Realtime.Redis.Nodes;

/// <summary>One subscribed pipeline: holds the state that its messages build on, and hands changes to the node in version order, each once. What does not follow makes it read the entry.</summary>
internal sealed class PipelineFeed(string id, string channel, FeedContext context)
{
    private readonly Lock _lock = new();
    private PipelineState? _held;
    private bool _isReading;
    private bool _again;

    public PipelineState? Held
    {
        get { lock (_lock) return _held; }
    }

    public void OnMessage(ReadOnlyMemory<byte> raw)
    {
        if (Open(raw) is not { } message)
        {
            ReadAgain();
            return;
        }

        lock (_lock)
        {
            if (_held is not null && message.After <= _held.Position) return;
            if (Next(message) is { } state)
            {
                Hand(new AcceptedChange { State = state, Stage = message.Stage, Transitions = Brought(message.Transitions, state), TraceParent = message.TraceParent });
                return;
            }
        }

        ReadAgain();
    }

    /// <summary>This node's own change, as soon as it was accepted; its message then says nothing new. Left to the message where it does not follow.</summary>
    public void Deliver(PipelineState? before, AcceptedChange change)
    {
        lock (_lock)
        {
            var follows = _held is null ? before is null : _held.Position == before?.Position || (change.Stage is null && IsNewEpoch(_held, change.State));
            if (follows && change.State.Position > (_held?.Position ?? default)) Hand(change);
        }
    }

    /// <summary>What the node was answered when it read the pipeline after subscribing.</summary>
    public void Seed(PipelineState state)
    {
        lock (_lock) _held ??= state;
    }

    private ChangeMessage? Open(ReadOnlyMemory<byte> raw)
    {
        if (context.Open(channel, raw) is not { } envelope) return null;
        try
        {
            if (envelope.Kind != MessageKind.Change) throw new InvalidDataException("The message is about something else.");
            var message = ChangeMessageCodec.Decode(envelope.Content.Span);
            context.Heard(envelope.Node, message.SentTimestamp);
            return message;
        }
        catch (InvalidDataException)
        {
            context.Rejected(channel, "malformed");
            return null;
        }
    }

    /// <summary>Under the lock.</summary>
    private PipelineState? Next(ChangeMessage message)
    {
        try
        {
            return ChangeMessageCodec.Apply(_held, message, id);
        }
        catch (InvalidDataException)
        {
            context.Rejected(channel, "malformed");
            return null;
        }
    }

    /// <summary>Under the lock, so that the node hears versions in order.</summary>
    private void Hand(AcceptedChange change)
    {
        _held = change.State;
        context.Receiver.OnChange(change);
    }

    private void ReadAgain()
    {
        lock (_lock)
        {
            _again = true;
            if (_isReading) return; // however many messages do not follow, one read at a time
            _isReading = true;
        }

        context.Reread();
        _ = ReadAsync();
    }

    private async Task ReadAsync()
    {
        try
        {
            while (TakeAgain())
            {
                var entry = await context.Store.ReadAsync(id).ConfigureAwait(false);
                lock (_lock)
                {
                    if (entry is not null && (_held is null || entry.State.Position > _held.Position))
                        Hand(new AcceptedChange { State = entry.State, Transitions = Brought(entry.State.Transitions, entry.State) });
                }
            }
        }
        catch (Exception e)
        {
            // Unavailable: positions are compared when it is reachable again. Whatever else it was, the next message reads again.
            lock (_lock) _isReading = false;
            if (e is not PipelineException) context.ReadFailed(e);
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

    private static bool IsNewEpoch(PipelineState held, PipelineState state) => string.CompareOrdinal(state.Position.Epoch, held.Position.Epoch) > 0;

    private static ImmutableArray<PipelineTransition> Brought(ImmutableArray<PipelineTransition> transitions, PipelineState state) =>
        transitions.IsEmpty || transitions[0].Version == state.Position.Version ? transitions : [.. transitions.Where(t => t.Version == state.Position.Version)];
}

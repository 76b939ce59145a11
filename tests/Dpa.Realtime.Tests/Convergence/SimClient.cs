using System.Globalization;
using System.Security.Claims;
using System.Text.Json.Nodes;
using Dpa.Realtime.Connections;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Protocol;
using Dpa.Realtime.Tests.WebSockets;
using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.Tests.Convergence;

/// <summary>
/// A client as docs/protocol.md#what-a-client-does-with-a-frame describes it, over a line that may be slow or cut: the
/// real outbox and subscriptions on the server's side, the reference client on its own.
/// </summary>
internal sealed class SimClient(string userId, SimWorld world, bool isV2)
{
    private readonly Dictionary<string, SimWatch> _watches = new(StringComparer.Ordinal);
    private readonly Queue<byte[]> _line = new();
    // whether it was asked for again since
    private readonly Dictionary<string, bool> _losing = new(StringComparer.Ordinal);
    private ConnectionOutbox? _outbox;
    private SubscriptionSet? _subscriptions;
    private CancellationTokenSource? _closed;

    public string UserId { get; } = userId;

    public bool IsConnected => _outbox is not null;

    public IReadOnlyDictionary<string, SimWatch> Watches => _watches;

    /// <summary>Whether a frame of a state gets lost on the line.</summary>
    public Func<bool> Loses { get; set; } = static () => false;

    /// <summary>Steps for which it neither drains nor reads.</summary>
    public int StalledFor { get; set; }

    public void Connect(SimNode node)
    {
        if (IsConnected) return;
        var caller = new Caller(UserId, new ClaimsPrincipal(), null, 0);
        _closed = new CancellationTokenSource();
        _outbox = new ConnectionOutbox(
            isV2 ? OutboxRules.DpaV2 : OutboxRules.V1,
            bytes => node.Context.Budgets.Of(UserId).Answers.Reserve(bytes),
            world.Time, node.Wheel, node.Context.Metrics);
        _subscriptions = new SubscriptionSet(node.Context, caller, _outbox, _closed.Token);
        _outbox.AuthorizationNeeded = (s, head, number) => _ = _subscriptions.AuthorizeAsync(s, head, number);
        Resubscribe();
    }

    /// <summary>What was on its way is lost.</summary>
    public void Disconnect()
    {
        if (!IsConnected) return;
        _closed!.Cancel();
        _subscriptions!.EndAll();
        _outbox!.Complete();
        _line.Clear();
        _losing.Clear();
        foreach (var watch in _watches.Values) watch.Cut();
        (_outbox, _subscriptions) = (null, null);
    }

    public void Subscribe(string id, SubscriptionDetail detail, double maxHz, bool wait)
    {
        if (!_watches.TryGetValue(id, out var watch)) _watches[id] = watch = new SimWatch();
        watch.Detail = detail;
        watch.MaxHz = maxHz;
        watch.Wait = wait;
        if (IsConnected) Send(id, watch, watch.Client.Since);
    }

    public void Unsubscribe(string id)
    {
        _watches.Remove(id);
        _subscriptions?.Unsubscribe(
            new ClientMessage { Type = ClientMessageType.UnsubscribePipeline, PipelineIds = [id] });
    }

    public Task Revoked(string id) => _subscriptions?.RevokedAsync(id) ?? Task.CompletedTask;

    public void Ping() => _outbox?.Ping();

    /// <summary>The server writes some of what waits.</summary>
    public void Drain(int maxBytes)
    {
        if (!IsConnected || StalledFor > 0) return;
        var frames = new List<TextFrames>();
        _outbox!.Drain(frames, maxBytes, _subscriptions!.All);
        foreach (var frame in frames.Payloads())
        {
            CheckMaySee(frame);
            _line.Enqueue(frame);
        }

        Assert.True(_outbox.PendingReplies < 400, "Replies pile up.");
        if (!_outbox.HasItems) CheckNoTransitionWaits();
    }

    /// <summary>Some of what is on the line arrives.</summary>
    public void Deliver(int count)
    {
        if (StalledFor > 0) return;
        for (; count > 0 && _line.TryDequeue(out var bytes); count--) Receive(JsonNode.Parse(bytes)!.AsObject());
    }

    /// <summary>
    /// Asks again for what it knows it lacks, at most every 2 s a pipeline, the second time without a position.
    /// </summary>
    public void Heal()
    {
        if (!IsConnected) return;
        foreach (var (id, watch) in _watches)
        {
            if (watch.Pacing.IsDue(watch.NeedsHeal, world.Time.GetUtcNow(), out var withSince))
                Send(id, watch, withSince ? watch.Client.Since : null);
        }
    }

    private void Resubscribe()
    {
        foreach (var (id, watch) in _watches) Send(id, watch, watch.Client.Since);
    }

    private void Send(string id, SimWatch watch, PipelinePosition? since)
    {
        watch.Asked(withoutSince: since is null);
        if (_losing.ContainsKey(id)) _losing[id] = true;
        SimWorld.Now(_subscriptions!.SubscribeAsync(new ClientMessage
        {
            Type = ClientMessageType.SubscribePipeline,
            PipelineIds = [id],
            Positions = since is { } held ? new Dictionary<string, PipelinePosition> { [id] = held } : [],
            Detail = watch.Detail,
            MaxHz = watch.MaxHz,
            Wait = watch.Wait,
        }).AsTask());
    }

    private void Receive(JsonObject frame)
    {
        var id = (string?)frame["pipeline_id"] ?? "";
        switch ((string)frame["type"]!)
        {
            case "pipeline_progress"
            or "pipeline_update"
            or "progress"
            or "stage_update" when IsLost(id, isState: (string)frame["type"]! == "pipeline_progress"):
                break;
            case "pipeline_progress" or "pipeline_update" or "progress" or "stage_update" or "subscription_confirmed":
                if (_watches.TryGetValue(id, out var watch)) watch.Apply(frame);
                break;
            case "ping":
                foreach (var (marked, position) in frame["marks"]?.AsObject() ?? []) Mark(marked, (string)position!);
                break;
            case "error" when (string?)frame["code"] is "backplane_unavailable" or "application_unavailable":
                if (_watches.TryGetValue(id, out var refused)) refused.Refused();
                break;
            case "error" or "unsubscription_confirmed":
                _watches.Remove(id);
                break;
            default:
                break;
        }
    }

    private void Mark(string id, string text)
    {
        Assert.True(PipelinePosition.TryParse(text, out var position), "A mark is epoch:version.");
        if (_watches.TryGetValue(id, out var watch)) watch.Client.Compare(position);
    }

    /// <summary>
    /// From a lost frame on all of its pipeline are lost, up to the state that answers when it is asked for again: the
    /// last message, which heals (docs/protocol.md#ordering-resume-healing).
    /// </summary>
    private bool IsLost(string id, bool isState)
    {
        if (_losing.TryGetValue(id, out var isAsked) && isAsked && isState) _losing.Remove(id);
        else if (_losing.ContainsKey(id) || Loses()) _losing.TryAdd(id, false);
        else return false;
        return _losing.ContainsKey(id);
    }

    /// <summary>
    /// Progress may wait for <c>max_hz</c>, a transition never does: once all is drained, the cursor stands behind the
    /// newest.
    /// </summary>
    private void CheckNoTransitionWaits()
    {
        foreach (var subscription in _subscriptions!.All())
        {
            if (
                subscription is not { HasAnswers: false, Log.Head: { } head }
                || subscription.Access.AllowedEpoch != head.Position.Epoch
                || subscription.Delivery.Detail == SubscriptionDetail.Summary)
                continue;
            var cursor = subscription.Delivery.Cursor;
            Assert.True(
                cursor.Position.Epoch == head.Position.Epoch && cursor.Transition == head.Transition,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{UserId} waits for transition {head.Transition} of {subscription.PipelineId}; it was sent "
                        + $"{cursor.Transition}."
                ));
        }
    }

    private void CheckMaySee(byte[] frame)
    {
        var node = JsonNode.Parse(frame)!;
        if ((string?)node["type"] is not ("pipeline_progress" or "pipeline_update" or "progress" or "stage_update"))
            return;
        var id = (string)node["pipeline_id"]!;
        Assert.True(
            world.Permissions.May(UserId, id),
            string.Create(CultureInfo.InvariantCulture, $"{UserId} was sent a frame of {id}, which it may not see."));
    }
}

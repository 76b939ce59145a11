using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.FanOut;

/// <summary>
/// One entry of an outbox: a dirty subscription, a ready-made reply, a heartbeat, or a reply that is made as it is
/// written.
/// </summary>
internal readonly record struct OutboxItem(
    Subscription? Subscription, TextFrames? Frame, bool IsPing, Func<byte[]?>? Late = null);

using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.FanOut;

/// <summary>One entry of an outbox: a dirty subscription, a ready-made reply, or a heartbeat.</summary>
internal readonly record struct OutboxItem(Subscription? Subscription, TextFrames? Frame, bool IsPing);

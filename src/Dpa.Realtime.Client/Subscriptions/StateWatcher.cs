namespace Dpa.Realtime.Client.Subscriptions;

/// <summary>A reader of one pipeline and what it wants.</summary>
internal sealed record StateWatcher(WatchOptions Options, Watcher<PipelineState> Reader);

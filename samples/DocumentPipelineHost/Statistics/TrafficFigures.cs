namespace DocumentPipelineHost.Statistics;

/// <summary>What progress cost on the wire, of the instance that answers, everybody's.</summary>
/// <param name="Since">Since when: its start.</param>
/// <param name="WebsocketBytes">Sent over sockets.</param>
/// <param name="SseBytes">Sent over event streams.</param>
/// <param name="PollBytes">Of polls and their answers.</param>
/// <param name="WouldBeBytes">What the pages on sockets and streams would have cost had each asked for its user's
/// unfinished pipelines every two seconds, in one request.</param>
public sealed record TrafficFigures(
    DateTimeOffset Since, long WebsocketBytes, long SseBytes, long PollBytes, long WouldBeBytes);

namespace DocumentPipelineHost.Endpoints;

/// <summary>How the host is.</summary>
public sealed record HealthAnswer(string Status, DateTimeOffset Timestamp, string Version);

namespace DocumentPipelineHost.Notifications;

/// <summary>A channel that is switched off because its receiver failed again and again.</summary>
/// <param name="Channel">Its name.</param>
/// <param name="Since">When it was switched off.</param>
/// <param name="Failed">Deliveries that were given up in a row.</param>
/// <param name="Reason">What the last one met.</param>
public sealed record ChannelOff(string Channel, DateTimeOffset Since, int Failed, string? Reason);

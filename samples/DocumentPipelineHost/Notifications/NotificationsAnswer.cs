namespace DocumentPipelineHost.Notifications;

/// <summary>
/// A user's settings, the channels that there are, those that are switched off, and the newest deliveries.
/// </summary>
public sealed record NotificationsAnswer(
    NotificationSettings Settings, IReadOnlyList<string> Channels, IReadOnlyList<ChannelOff> Off,
    IReadOnlyList<DeliveryItem> Deliveries);

/// <summary>One line of the delivery log.</summary>
public sealed record DeliveryItem(
    string Id, string Channel, string Event, string SubjectId, string Status, int Attempts, string? Detail,
    DateTimeOffset CreatedAt, DateTimeOffset? NextAttemptAt);

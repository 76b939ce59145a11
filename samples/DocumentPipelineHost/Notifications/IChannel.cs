namespace DocumentPipelineHost.Notifications;

/// <summary>One way to a person.</summary>
internal interface IChannel
{
    /// <summary>Its name in the rows.</summary>
    string Name { get; }

    /// <summary>Whether the operator has configured what it needs.</summary>
    bool IsAvailable { get; }

    /// <summary>Makes one attempt; what it throws is what the attempt met.</summary>
    Task SendAsync(Delivery delivery, NotificationSettings settings, CancellationToken ct);
}

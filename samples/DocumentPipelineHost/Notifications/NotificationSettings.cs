namespace DocumentPipelineHost.Notifications;

/// <summary>How a user is notified; a channel that is absent is off.</summary>
public sealed record NotificationSettings
{
    public WebhookSettings? Webhook { get; init; }

    public EmailSettings? Email { get; init; }

    public SmsSettings? Sms { get; init; }

    /// <summary>
    /// What counts: <c>completed</c>, <c>failed</c>, <c>interrupted</c>, <c>batch</c>.
    /// <value>Default: failed and batch.</value>
    /// </summary>
    public IReadOnlyList<string> Events { get; init; } = [NotificationEvents.Failed, NotificationEvents.Batch];
}

/// <summary>A webhook, signed according to Standard Webhooks.</summary>
/// <param name="Url">Where it goes: http or https.</param>
/// <param name="Secret"><c>whsec_</c> and the base64 of 24 to 64 bytes. Where it is absent, that of
/// before counts for the same address; for another one it is made.</param>
public sealed record WebhookSettings(string Url, string? Secret)
{
    /// <summary>
    /// The secret before this one at the same address: messages are signed with both until
    /// <see cref="PreviousUntil"/>. What a caller sets here does not count.
    /// </summary>
    public string? PreviousSecret { get; init; }

    /// <summary>Until when <see cref="PreviousSecret"/> is used.</summary>
    public DateTimeOffset? PreviousUntil { get; init; }
}

/// <summary>An e-mail.</summary>
public sealed record EmailSettings(string To);

/// <summary>A text message.</summary>
/// <param name="To">A number such as +4915112345678.</param>
public sealed record SmsSettings(string To);

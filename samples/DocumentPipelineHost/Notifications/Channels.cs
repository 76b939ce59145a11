namespace DocumentPipelineHost.Notifications;

/// <summary>The channels by name.</summary>
internal static class Channels
{
    public const string Webhook = "webhook";
    public const string Email = "email";
    public const string Sms = "sms";
}

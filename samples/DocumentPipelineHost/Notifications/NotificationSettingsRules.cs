using System.Net;
using System.Text.RegularExpressions;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Problems;
using Microsoft.Extensions.Options;
using MimeKit;

namespace DocumentPipelineHost.Notifications;

/// <summary>Checks settings before they are kept. The address itself is checked again at every connect.</summary>
internal sealed partial class NotificationSettingsRules(
    PublicAddresses addresses, IEnumerable<IChannel> channels, IOptions<NotificationOptions> options, TimeProvider time)
{
    private const int MaxUrl = 2048;
    private const int MaxEmail = 254;

    /// <summary>
    /// The settings to keep; a webhook without a secret keeps that of before where its address is the same, or gets a
    /// new one.
    /// </summary>
    /// <param name="settings">What is asked for.</param>
    /// <param name="before">What is kept so far; null where nothing is.</param>
    /// <exception cref="ProblemException">What is wrong, and what would be right.</exception>
    public NotificationSettings Check(NotificationSettings settings, NotificationSettings? before)
    {
        var events = settings.Events ?? []; // JSON may contain null anywhere
        if (events.Any(static kind => !NotificationEvents.All.Contains(kind)))
            throw NotificationProblems.Events.AsException();
        if (settings.Email is { } email && !IsEmail(email.To ?? string.Empty))
            throw NotificationProblems.Email.AsException();
        if (settings.Sms is { } sms && !Number().IsMatch(sms.To ?? string.Empty))
            throw NotificationProblems.Number.AsException();
        RequireAvailable(settings.Email is not null, Channels.Email);
        RequireAvailable(settings.Sms is not null, Channels.Sms);
        return settings with
        {
            Webhook = Check(settings.Webhook, before?.Webhook), Events = [.. events.Distinct(StringComparer.Ordinal)],
        };
    }

    private WebhookSettings? Check(WebhookSettings? webhook, WebhookSettings? before)
    {
        if (webhook is null)
            return null;
        if (
            !(webhook.Url?.Length <= MaxUrl)
            || !Uri.TryCreate(webhook.Url, UriKind.Absolute, out var url)
            || url.Scheme is not ("http" or "https")
            || url.UserInfo.Length > 0
            || (IPAddress.TryParse(url.Host.Trim('[', ']'), out var literal) && !addresses.Allow(literal)))
            throw NotificationProblems.Url.AsException();
        if (!string.IsNullOrEmpty(webhook.Secret) && !WebhookSignature.IsSecret(webhook.Secret))
            throw NotificationProblems.Secret.AsException();
        var same = before?.Url == webhook.Url ? before : null;
        var secret = string.IsNullOrEmpty(webhook.Secret)
            ? same?.Secret ?? WebhookSignature.NewSecret()
            : webhook.Secret;
        var now = time.GetUtcNow();
        var (previous, until) = same?.Secret == secret
            ? (same.PreviousSecret, same.PreviousUntil)
            : (same?.Secret, now + options.Value.SecretOverlap);
        var isOverlapping = previous is not null && until > now;
        return new WebhookSettings(webhook.Url, secret)
        {
            PreviousSecret = isOverlapping ? previous : null, PreviousUntil = isOverlapping ? until : null,
        };
    }

    private static bool IsEmail(string text) =>
        text.Length <= MaxEmail
        && text.Contains('@', StringComparison.Ordinal)
        && MailboxAddress.TryParse(text, out var mailbox)
        && mailbox.Address == text;

    private void RequireAvailable(bool isWanted, string channel)
    {
        if (isWanted && !channels.Single(one => one.Name == channel).IsAvailable)
            throw NotificationProblems.Unavailable.With(channel);
    }

    [GeneratedRegex(@"^\+[1-9][0-9]{6,14}\z")]
    private static partial Regex Number();
}

using System.Globalization;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Configuration;

/// <summary>What is wrong with <c>Notifications:…</c>, each in a sentence that states what to set.</summary>
internal sealed class NotificationOptionsRules : IValidateOptions<NotificationOptions>
{
    private const int MostDelays = 20;
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(7);

    public ValidateOptionsResult Validate(string? name, NotificationOptions options)
    {
        var wrong = Wrong(options).ToList();
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private static IEnumerable<string> Wrong(NotificationOptions options)
    {
        var delays = NotificationOptions.Parts(options.RetryDelays);
        if (options.RetryDelays.Length > 0 && (delays.Length is 0 or > MostDelays || !delays.All(IsDelay)))
            yield return $"Notifications:RetryDelays '{options.RetryDelays}' is no list of waits. Write 1 to "
                + $"{MostDelays}, separated by commas, each longer than nothing and at most 7 days: 00:00:05,00:01:00.";
        if (Networks.FindWrong(NotificationOptions.Parts(options.AllowedNetworks)) is { } network)
            yield return $"Notifications:AllowedNetworks holds '{network}', which is no address and no network. "
                + "Write 10.1.2.3 or 192.168.7.0/24.";
        if (
            !string.IsNullOrWhiteSpace(options.SmsGateway)
            && !(Uri.TryCreate(options.SmsGateway, UriKind.Absolute, out var gateway)
                && gateway.Scheme is "http" or "https"))
            yield return $"Notifications:SmsGateway '{ShownAddress.Of(options.SmsGateway)}' is no http or https "
                + "address. Write it like https://sms.example.com/send, or leave it out for no SMS.";
        if (
            !string.IsNullOrWhiteSpace(options.PageAddress)
            && !(Uri.TryCreate(options.PageAddress, UriKind.Absolute, out var page)
                && page.Scheme is "http" or "https"
                && page.Query.Length + page.Fragment.Length + page.UserInfo.Length == 0))
            yield return $"Notifications:PageAddress '{ShownAddress.Of(options.PageAddress)}' is no http or https "
                + "address of a page. Write it like https://documents.example.com/, or leave it out for no links.";
        if (!HeaderTexts.CanBeSent(options.SmsToken))
            yield return HeaderTexts.Refusal("Notifications:SmsToken");
    }

    private static bool IsDelay(string text) =>
        TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var delay)
        && delay > TimeSpan.Zero
        && delay <= LongestDelay;
}

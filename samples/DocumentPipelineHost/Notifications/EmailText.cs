using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using DocumentEngine.Messages;
using MimeKit;
using MimeKit.Text;

namespace DocumentPipelineHost.Notifications;

/// <summary>
/// The body of an e-mail: the same as plain text and as HTML, in the language of what it is about, with a link to the
/// document where the page's address is set. What people named is escaped.
/// </summary>
internal static class EmailText
{
    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);

    /// <param name="delivery">The message.</param>
    /// <param name="page">The page's address; null where it is not known, so that nothing is linked.</param>
    public static MimeEntity Of(Delivery delivery, Uri? page)
    {
        using var payload = JsonDocument.Parse(delivery.Payload);
        var data = payload.RootElement.GetProperty("data");
        var language = NotificationText.LanguageOf(data);
        List<string> lines = [NotificationText.Of(delivery, data), .. Details(data, language)];
        var link = page is null ? ((string Text, Uri Address)?)null : Link(data, language, page);
        return new MultipartAlternative
        {
            new TextPart(TextFormat.Plain) { Text = Plain(lines, link) },
            new TextPart(TextFormat.Html) { Text = Markup(lines, link, language) },
        };
    }

    private static IEnumerable<string> Details(JsonElement data, string language)
    {
        if (Text(data, "name") is { } name)
            yield return MessageCatalog.Text("notification.batch_name", ("name", name)).In(language);
        if (data.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object)
        {
            if (Text(error, "message") is { } message)
                yield return message;
            if (Text(error, "suggestion") is { } suggestion)
                yield return suggestion;
        }

        if (Text(data, "reason") is { } reason)
            yield return reason;
    }

    private static (string Text, Uri Address) Link(JsonElement data, string language, Uri page) =>
        Text(data, "document_id") is { } document
            ? (MessageCatalog.Text("notification.open_document").In(language),
                new Uri(page, $"#/documents/{Uri.EscapeDataString(document)}"))
            : (MessageCatalog.Text("notification.open_page").In(language), page);

    private static string Plain(IEnumerable<string> lines, (string Text, Uri Address)? link) =>
        string.Join("\n\n", link is { } to ? lines.Append($"{to.Text}: {to.Address.AbsoluteUri}") : lines) + "\n";

    private static string Markup(IEnumerable<string> lines, (string Text, Uri Address)? link, string language)
    {
        var body = string.Concat(lines.Select(static line => $"<p>{Html.Encode(line)}</p>\n"));
        if (link is { } to)
            body += $"<p><a href=\"{Html.Encode(to.Address.AbsoluteUri)}\">{Html.Encode(to.Text)}</a></p>\n";
        return $"<!doctype html>\n<html lang=\"{Html.Encode(language)}\">\n<head><meta charset=\"utf-8\"></head>\n"
            + $"<body>\n{body}</body>\n</html>\n";
    }

    private static string? Text(JsonElement data, string name) =>
        data.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text
            ? text
            : null;
}

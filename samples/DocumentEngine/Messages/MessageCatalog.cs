using System.Collections.Frozen;
using System.Text.Json;
using DocumentEngine.Text;

namespace DocumentEngine.Messages;

/// <summary>
/// Every message of the product, by code, in both languages: <c>messages.json</c>, which the page reads too. Promises:
/// a text that was made from the catalogue can be read back to its code and values, so that a reader with the catalogue
/// can show it in another language.
/// </summary>
public static class MessageCatalog
{
    /// <summary>Longer values are cut: a message of the wire has 512 characters at most.</summary>
    private const int LongestValue = 160;

    private static readonly byte[] File = Load();

    private static readonly FrozenDictionary<string, Message> Messages = Parse();

    private static readonly FrozenDictionary<string, Message> Plain = Messages.Values
        .Where(static message => message.En.Names.Count == 0)
        .SelectMany(static message => new[] { (Text: message.Text.En, message), (Text: message.Text.Zh, message) })
        .ToFrozenDictionary(static pair => pair.Text, static pair => pair.message, StringComparer.Ordinal);

    private static readonly Message[] Filled =
    [
        .. Messages
            .Values.Where(static message => message.En.Names.Count > 0)
            .OrderByDescending(static message => message.En.Words)
            .ThenBy(static message => message.Text.Code, StringComparer.Ordinal),
    ];

    /// <summary>The catalogue as it is served: JSON, <c>{code: {en, zh}}</c>.</summary>
    public static ReadOnlyMemory<byte> Json => File;

    /// <summary>Every message with its places unfilled.</summary>
    public static IEnumerable<LocalizedText> All => Messages.Values.Select(static message => message.Text);

    /// <summary>A message with its places unfilled; <see cref="Fill"/> fills them.</summary>
    /// <exception cref="ArgumentException">There is no message of this code.</exception>
    public static LocalizedText Template(string code) => Find(code).Text;

    /// <summary>A message with its values.</summary>
    /// <param name="code">Its code.</param>
    /// <param name="values">One for each of its places, by name; a <see cref="LocalizedText"/> stands in each
    /// language's own words.</param>
    /// <exception cref="ArgumentException">There is no message of this code, or it has other places.</exception>
    public static LocalizedText Text(string code, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var message = Find(code);
        var en = new Dictionary<string, string>(StringComparer.Ordinal);
        var zh = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in values)
        {
            en[name] = Shown(value is LocalizedText text ? text.En : value);
            zh[name] = Shown(value is LocalizedText other ? other.Zh : value);
        }

        if (!en.Keys.ToHashSet(StringComparer.Ordinal).SetEquals(message.En.Names))
            throw new ArgumentException(
                $"{code} has the places {string.Join(", ", message.En.Names)}.", nameof(values));
        return en.Count == 0
            ? message.Text
            : new LocalizedText(message.En.Fill(en), message.Zh.Fill(zh)) { Code = code, Args = en };
    }

    /// <summary>Fills the places of a message.</summary>
    /// <param name="template">What <see cref="Template"/> gave.</param>
    /// <param name="values">As of <see cref="Text"/>.</param>
    public static LocalizedText Fill(
        this LocalizedText template, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        ArgumentNullException.ThrowIfNull(template);
        return Text(
            template.Code ?? throw new ArgumentException("It is no message of the catalogue.", nameof(template)), values
        );
    }

    /// <summary>
    /// The message that a text of either language was made from, with its values; null for any other text.
    /// </summary>
    public static LocalizedText? Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Plain.TryGetValue(text, out var plain))
            return plain.Text;
        foreach (var message in Filled)
        {
            if ((message.En.Read(text) ?? message.Zh.Read(text)) is not { } values)
                continue;
            var zh = values.ToDictionary(
                static pair => pair.Key,
                static pair => Read(pair.Value)?.Zh ?? pair.Value,
                StringComparer.Ordinal);
            var en = values.ToDictionary(
                static pair => pair.Key,
                static pair => Read(pair.Value)?.En ?? pair.Value,
                StringComparer.Ordinal);
            return new LocalizedText(message.En.Fill(en), message.Zh.Fill(zh)) { Code = message.Text.Code, Args = en };
        }

        return null;
    }

    private static string Shown(object? value)
    {
        var text = MessageTemplate.Shown(value);
        if (text.Length <= LongestValue)
            return text;
        var end = LongestValue - 1;
        return string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[end - 1]) ? end - 1 : end), "…");
    }

    private static Message Find(string code) =>
        Messages.TryGetValue(code, out var message)
            ? message
            : throw new ArgumentException($"There is no message {code}.", nameof(code));

    private static byte[] Load()
    {
        using var stream = typeof(MessageCatalog).Assembly.GetManifestResourceStream("messages.json")!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static FrozenDictionary<string, Message> Parse()
    {
        using var json = JsonDocument.Parse(File);
        return json
            .RootElement.EnumerateObject()
            .ToFrozenDictionary(
                static each => each.Name,
                static each =>
                    Message.Of(
                        each.Name, each.Value.GetProperty("en").GetString()!, each.Value.GetProperty("zh").GetString()!
                    ),
                StringComparer.Ordinal);
    }

    private sealed record Message(LocalizedText Text, MessageTemplate En, MessageTemplate Zh)
    {
        public static Message Of(string code, string en, string zh) =>
            new(new LocalizedText(en, zh) { Code = code }, new MessageTemplate(en), new MessageTemplate(zh));
    }
}

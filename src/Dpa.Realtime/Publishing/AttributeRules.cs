using System.Collections.Immutable;
using System.Text;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Publishing;

/// <summary>The bounds of attributes and results (docs/protocol.md#bounds), each with a message that names what to
/// change.</summary>
internal static class AttributeRules
{
    private static readonly string[] RunByBrowsers = ["javascript:", "vbscript:", "data:"];

    /// <summary>Checks the attributes of a new pipeline.</summary>
    public static void Check(IReadOnlyDictionary<string, string> attributes)
    {
        foreach (var (name, _) in attributes) CheckName(name);
        CheckBounds(attributes);
    }

    /// <summary>Checks what is to be set and removed, as far as that is known without what is there.</summary>
    public static ImmutableSortedDictionary<string, string?> Checked(IReadOnlyDictionary<string, string?> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        foreach (var (name, _) in changes) CheckName(name);
        CheckBounds(changes.Where(a => a.Value is not null).Select(a => KeyValuePair.Create(a.Key, a.Value!)));
        return changes.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    public static void Check(PipelineResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.Uri is { } uri) CheckUri(uri);
        if (result.Text?.Length > WireBounds.MaxResultText)
            throw Wrong(
                $"A result's text has at most {WireBounds.MaxResultText} characters. Keep more of it where Uri points.");
        if (result.Attributes is null) throw Wrong("A result's attributes are not null. Leave them out.");
        CheckBounds(result.Attributes);
    }

    private static void CheckName(string name)
    {
        if (name.Length == 0)
            throw Wrong("An attribute has a name.");
        if (Encoding.UTF8.GetByteCount(name) > WireBounds.MaxAttributeBytes)
            throw Wrong($"An attribute's name has at most {WireBounds.MaxAttributeBytes} bytes. Shorten it.");
        if (FieldNames.IsOfProtocol(name))
            throw Wrong($"The attribute '{name}' has the name of a protocol field. Choose another.");
    }

    private static void CheckBounds(IEnumerable<KeyValuePair<string, string>> attributes)
    {
        var all = attributes.ToImmutableSortedDictionary(StringComparer.Ordinal);
        if (all.Any(a => a.Value is null)) throw Wrong("An attribute has a value that is not null.");
        if (AttributeMerge.Excess(all) is { } excess) throw Wrong(excess);
    }

    private static void CheckUri(string uri)
    {
        var isAddress = uri.Length is > 0 and <= WireBounds.MaxResultUri
            && !uri.AsSpan().ContainsAnyExceptInRange('!', '~')
            && Uri.TryCreate(uri, UriKind.RelativeOrAbsolute, out _);
        if (!isAddress)
            throw Wrong(
                $"A result's Uri is an address of 1 to {WireBounds.MaxResultUri} ASCII characters without spaces; escape "
                    + "others with Uri.EscapeDataString.");
        if (RunByBrowsers.Any(scheme => uri.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)))
            throw Wrong("A result's Uri has a scheme that browsers run. Use http, https or a relative address.");
    }

    private static ArgumentException Wrong(string message) => new(message);
}

using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace DocumentPipelineHost.Documents;

/// <summary>A place in the list of documents, newest first: the last document that was seen.</summary>
internal sealed record DocumentCursor(long CreatedAt, string Id)
{
    public static bool TryParse(string text, out DocumentCursor? cursor)
    {
        cursor = null;
        if (text.Length > 200 || !Base64Url.IsValid(text))
            return false;
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('|', 2);
        if (
            parts.Length != 2
            || parts[1].Contains('\0', StringComparison.Ordinal)
            || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var createdAt))
            return false;
        cursor = new DocumentCursor(createdAt, parts[1]);
        return true;
    }

    public override string ToString() =>
        Base64Url.EncodeToString(
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{CreatedAt}|{Id}")));
}

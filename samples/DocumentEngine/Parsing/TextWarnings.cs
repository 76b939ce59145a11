using DocumentEngine.Documents;
using DocumentEngine.Encodings;
using DocumentEngine.Messages;

namespace DocumentEngine.Parsing;

/// <summary>What a reader should know of how a text was decoded.</summary>
internal static class TextWarnings
{
    public static IReadOnlyList<DocumentWarning> Of(TextReading reading)
    {
        var warnings = new DocumentWarnings();
        if (reading.IsGuessed)
        {
            warnings.Add(
                DocumentWarningCodes.EncodingGuessed,
                MessageCatalog.Text("warning.encoding_guessed", ("encoding", reading.Encoding)));
        }

        if (reading.Damaged > 0)
        {
            warnings.Add(
                DocumentWarningCodes.UnreadableCharacters,
                MessageCatalog.Text(
                    "warning.unreadable_bytes", ("count", reading.Damaged), ("encoding", reading.Encoding)));
        }

        return warnings.ToList();
    }
}

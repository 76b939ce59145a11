using DocumentEngine.Documents;
using DocumentEngine.Parsing;
using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Storage;

namespace DocumentPipelineHost.Uploads;

/// <summary>
/// Refuses at once what no stage could read, by its first bytes: empty files and formats that are none of a document.
/// Nothing is parsed here; whatever else is wrong with a file its pipeline finds out.
/// </summary>
internal static class ContentInspector
{
    private const string Unknown = "application/octet-stream";

    /// <summary>The media type by content, as far as the first bytes determine it.</summary>
    public static async Task<string> InspectAsync(IncomingFile file)
    {
        if (file.Length == 0)
            throw DocumentProblems.Empty.AsException();
        var head = new byte[Math.Min(file.Length, ContentSniffer.HeadBytes)];
        await using (
            var stream = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0))
            await stream.ReadExactlyAsync(head);
        try
        {
            return ContentSniffer.Sniff(head) is { } kind ? ContentTypes.Of(kind) : Unknown;
        }
        catch (DocumentException refused)
        {
            throw new ProblemException(
                DocumentProblems.UnsupportedType with
                {
                    Message = refused.Description, Suggestion = refused.Suggestion,
                },
                refused);
        }
    }
}

using DocumentEngine.Documents;
using DocumentEngine.Parsing;
using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Storage;

namespace DocumentPipelineHost.Uploads;

/// <summary>Refuses at once what no stage could read: empty files and unsupported content. A damaged or locked document is accepted, and fails when it is parsed.</summary>
internal static class ContentInspector
{
    private const string Unknown = "application/octet-stream";

    /// <summary>The media type by content.</summary>
    public static async Task<string> InspectAsync(IncomingFile file, CancellationToken ct)
    {
        if (file.Length == 0)
            throw DocumentProblems.Empty.AsException();
        return await Task.Run(() => Inspect(file.Path), ct);
    }

    private static string Inspect(string path)
    {
        try
        {
            using var document = DocumentOpener.Open(path);
            return ContentTypes.Of(document.Kind);
        }
        catch (DocumentException refused) when (refused.Code == DocumentErrorCodes.UnsupportedType)
        {
            throw new ProblemException(DocumentProblems.UnsupportedType with { Message = refused.Description, Suggestion = refused.Suggestion }, refused);
        }
        catch (DocumentException refused) when (refused.Code == DocumentErrorCodes.Empty)
        {
            throw DocumentProblems.Empty.AsException(refused);
        }
        catch (DocumentException)
        {
            return Guess(path);
        }
    }

    private static string Guess(string path)
    {
        using var file = File.OpenRead(path);
        var head = new byte[1024];
        var length = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        return FileSignature.IsPdf(head.AsSpan(0, length)) ? ContentTypes.Of(DocumentKind.Pdf) : Unknown;
    }
}

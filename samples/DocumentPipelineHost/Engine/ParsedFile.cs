using System.Runtime.CompilerServices;
using DocumentEngine.Documents;
using DocumentEngine.Isolation;

namespace DocumentPipelineHost.Engine;

/// <summary>
/// A file that a parsing process has open: what it states about itself, then its pages as they arrive.
/// </summary>
internal sealed class ParsedFile(EngineSession session, DocumentInfo info, int fromPage) : IParsedFile
{
    public DocumentInfo Info => info;

    /// <summary>The process that reads it.</summary>
    public int ProcessId => session.ProcessId;

    /// <summary>
    /// The pages from the first that was asked for, in order. What comes out of the process is checked: it has read
    /// what a stranger sent.
    /// </summary>
    public async IAsyncEnumerable<ParsedPage> ReadPagesAsync([EnumeratorCancellation] CancellationToken ct)
    {
        for (
            var expected = fromPage;
            await session.ReceiveAsync(ct) is { Type: not FrameType.Result } frame;
            expected++)
        {
            var number = expected;
            yield return session.Read(() => Checked(frame, number));
        }
    }

    public ValueTask DisposeAsync() => session.DisposeAsync();

    private ParsedPage Checked(Frame frame, int expected)
    {
        if (frame.Type != FrameType.Page)
            throw new InvalidDataException($"{frame.Type} in the place of a page.");
        var page = frame.Read(IsolationJson.Default.ParsedPage);
        if (
            page.Number != expected
            || page.Number > info.PageCount
            || page.Text is not { Length: <= DocumentLimits.MaxPageCharacters })
            throw new InvalidDataException($"Page {page.Number} in the place of {expected} of {info.PageCount}.");
        return page;
    }
}

using System.Text.Json.Serialization.Metadata;
using DocumentEngine.Analyzing;
using DocumentEngine.Documents;
using DocumentEngine.Isolation;
using DocumentEngine.Summarizing;
using DocumentEngine.Text;

namespace DocumentPipelineHost.Engine;

/// <summary>
/// The document engine in processes of its own. Promises: nothing of a document's content is parsed in this process.
/// </summary>
internal sealed class EngineCalls(EnginePool pool) : IDocumentEngine
{
    /// <summary>Opens a file.</summary>
    public async Task<ParsedFile> OpenAsync(string path, int fromPage, CancellationToken ct)
    {
        var session = await pool.OpenAsync(
            Frame.Of(FrameType.Parse, new ParseRequest(path, fromPage), IsolationJson.Default.ParseRequest), ct);
        try
        {
            var frame = await session.ReceiveAsync(ct);
            return new ParsedFile(session, session.Read(() => Checked(frame)), fromPage);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Summarises pages; <paramref name="progress"/> gets percents.</summary>
    public Task<SummaryResult> SummarizeAsync(
        IEnumerable<ParsedPage> pages, IReadOnlyList<OutlineEntry> outline, Action<StepProgress> progress,
        CancellationToken ct) =>
        AskAsync(
            Frame.Of(FrameType.Summarize, new SummarizeRequest(outline), IsolationJson.Default.SummarizeRequest), pages,
            progress, IsolationJson.Default.SummaryResult, ct);

    /// <summary>Analyses pages; <paramref name="progress"/> gets their numbers.</summary>
    public Task<AnalysisResult> AnalyzeAsync(
        IEnumerable<ParsedPage> pages, IReadOnlyList<OutlineEntry> outline, int readingMinutes,
        Action<StepProgress> progress, CancellationToken ct) =>
        AskAsync(
            Frame.Of(
                FrameType.Analyze, new AnalyzeRequest(outline, readingMinutes), IsolationJson.Default.AnalyzeRequest),
            pages, progress, IsolationJson.Default.AnalysisResult, ct);

    async Task<IParsedFile> IDocumentEngine.OpenAsync(string path, int fromPage, CancellationToken ct) =>
        await OpenAsync(path, fromPage, ct);

    private async Task<T> AskAsync<T>(
        Frame request, IEnumerable<ParsedPage> pages, Action<StepProgress> progress, JsonTypeInfo<T> shape,
        CancellationToken ct)
    {
        await using var session = await pool.OpenAsync(request, ct);
        var frames = pages
            .Select(static page => Frame.Of(FrameType.Page, page, IsolationJson.Default.ParsedPage))
            .Append(new(FrameType.PagesEnd, default));
        foreach (var piece in Frames.Pieces(frames))
            await session.SendAsync(piece, ct);
        var frame = await session.ReceiveAsync(ct);
        while (frame.Type != FrameType.Result)
        {
            var step = frame;
            progress(session.Read(() => step.Read(IsolationJson.Default.StepProgress)));
            frame = await session.ReceiveAsync(ct);
        }

        return session.Read(() => frame.Read(shape));
    }

    private static DocumentInfo Checked(Frame frame)
    {
        if (frame.Type != FrameType.Opened)
            throw new InvalidDataException($"{frame.Type} in the place of an opened file.");
        var info = frame.Read(IsolationJson.Default.DocumentInfo);
        return info.PageCount is >= 1 and <= DocumentLimits.MaxPages && info.Outline is not null
            ? info
            : throw new InvalidDataException($"A document of {info.PageCount} pages.");
    }
}

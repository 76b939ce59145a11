using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using DocumentEngine.Analyzing;
using DocumentEngine.Documents;
using DocumentEngine.Parsing;
using DocumentEngine.Summarizing;
using DocumentEngine.Text;

namespace DocumentEngine.Isolation;

/// <summary>Answers requests one after the other.</summary>
internal sealed class RequestServer(BlockingCollection<Frame> requests, Stream output)
{
    // Below this, giving memory back costs more than it is worth.
    private const long Tidy = 64L * 1024 * 1024;

    // The next document usually comes at once: what the last one took serves it, too.
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(200);

    // Above this it does not wait: the host replaces a process that stays large.
    private static readonly long Large = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 3;

    public void Serve()
    {
        foreach (var request in requests.GetConsumingEnumerable())
        {
            Answer(request);
            var held = GC.GetTotalMemory(forceFullCollection: false);
            if (held > Large || (held > Tidy && IsIdle()))
                ReleaseMemory();
        }
    }

    private bool IsIdle() => !SpinWait.SpinUntil(() => requests.Count > 0, Idle);

    private static void ReleaseMemory() =>
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    [SuppressMessage(
        "Design", "CA1031",
        Justification = "A parser may throw anything; the document fails and the process serves the next.")]
    private void Answer(Frame request)
    {
        try
        {
            Do(request);
        }
        catch (DocumentException failure)
        {
            Send(Frame.Of(
                FrameType.Failed,
                new FailureReport(failure.Code, failure.Description, failure.Suggestion, failure.Retryable),
                IsolationJson.Default.FailureReport));
        }
        catch (IOException failure)
        {
            Send(
                Frame.Of(
                    FrameType.Failed, new FailureReport(null, Same(failure.Message), Same(""), true),
                    IsolationJson.Default.FailureReport));
        }
        catch (Exception failure)
        {
            var found = DocumentErrors.Unreadable(failure.GetType().Name);
            Send(
                Frame.Of(
                    FrameType.Failed,
                    new FailureReport(found.Code, found.Description, found.Suggestion, found.Retryable),
                    IsolationJson.Default.FailureReport));
        }
    }

    private void Do(Frame request)
    {
        switch (request.Type)
        {
            case FrameType.Parse:
                Parse(request.Read(IsolationJson.Default.ParseRequest));
                break;
            case FrameType.Summarize:
                Summarize(request.Read(IsolationJson.Default.SummarizeRequest));
                break;
            case FrameType.Analyze:
                Analyze(request.Read(IsolationJson.Default.AnalyzeRequest));
                break;
            default:
                throw new InvalidDataException($"{request.Type} is no request.");
        }
    }

    private void Parse(ParseRequest request)
    {
        using var document = DocumentOpener.Open(request.Path);
        Send(Frame.Of(FrameType.Opened, DocumentInfo.Of(document), IsolationJson.Default.DocumentInfo));
        var bound = new TextBound();
        foreach (var page in document.ReadPages(request.FromPage))
            Send(Frame.Of(FrameType.Page, bound.Checked(page), IsolationJson.Default.ParsedPage));
        Send(new Frame(FrameType.Result, default));
    }

    private void Summarize(SummarizeRequest request)
    {
        var result = Summarizer.Summarize(
            Pages(),
            (percent, message) =>
                Send(
                    Frame.Of(FrameType.Progress, new StepProgress(percent, message), IsolationJson.Default.StepProgress)
                ),
            CancellationToken.None,
            request.Outline);
        Send(Frame.Of(FrameType.Result, result, IsolationJson.Default.SummaryResult));
    }

    private void Analyze(AnalyzeRequest request)
    {
        var analyzer = new Analyzer(request.Outline);
        foreach (var page in Pages())
        {
            analyzer.Add(page);
            Send(Frame.Of(FrameType.Progress, new StepProgress(page.Number, null), IsolationJson.Default.StepProgress));
        }

        Send(Frame.Of(FrameType.Result, analyzer.Finish(request.ReadingMinutes), IsolationJson.Default.AnalysisResult));
    }

    /// <summary>All of them first: what a failure leaves unread would pass for the next request.</summary>
    private List<ParsedPage> Pages()
    {
        var pages = new List<ParsedPage>();
        while (requests.Take() is { Type: FrameType.Page } frame)
            pages.Add(frame.Read(IsolationJson.Default.ParsedPage));
        return pages;
    }

    private void Send(Frame frame) => Frames.Write(output, frame);

    private static LocalizedText Same(string text) => new(text, text);
}

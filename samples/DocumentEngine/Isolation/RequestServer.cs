using System.Collections.Concurrent;
using System.Diagnostics;
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

    // The next document usually comes soon: what the last one took serves it, too. Giving it back takes a tenth of the
    // time that a file of 250 pages takes.
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);

    /// <summary>Nobody sees more of them, and each wakes the host.</summary>
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(50);

    // Resident memory, about a half of the limit: far below where the host would replace this process by another one,
    // which has to compile all of its code again.
    private static readonly long Large = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * 2 / 3;

    public void Serve()
    {
        while (true)
        {
            var answer = Answer(Next());
            if (Environment.WorkingSet > Large)
                ReleaseMemory(); // before the answer: after it, the host may look at once
            Send(answer);
        }
    }

    private Frame Next()
    {
        if (requests.TryTake(out var next, Idle))
            return next;
        if (GC.GetTotalMemory(forceFullCollection: false) > Tidy)
            ReleaseMemory();
        return requests.Take();
    }

    private static void ReleaseMemory() =>
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    [SuppressMessage(
        "Design", "CA1031",
        Justification = "A parser may throw anything; the document fails and the process serves the next.")]
    private Frame Answer(Frame request)
    {
        try
        {
            return Do(request);
        }
        catch (DocumentException failure)
        {
            return Failed(new(failure.Code, failure.Description, failure.Suggestion, failure.Retryable));
        }
        catch (IOException failure)
        {
            return Failed(new(null, Same(failure.Message), Same(""), true));
        }
        catch (Exception failure)
        {
            var found = DocumentErrors.Unreadable(failure.GetType().Name);
            return Failed(new(found.Code, found.Description, found.Suggestion, found.Retryable));
        }
    }

    private static Frame Failed(FailureReport report) =>
        Frame.Of(FrameType.Failed, report, IsolationJson.Default.FailureReport);

    /// <summary>The last frame of the answer; those before it are sent.</summary>
    private Frame Do(Frame request) =>
        request.Type switch
        {
            FrameType.Parse => Parse(request.Read(IsolationJson.Default.ParseRequest)),
            FrameType.Summarize => Summarize(request.Read(IsolationJson.Default.SummarizeRequest)),
            FrameType.Analyze => Analyze(request.Read(IsolationJson.Default.AnalyzeRequest)),
            _ => throw new InvalidDataException($"{request.Type} is no request."),
        };

    private Frame Parse(ParseRequest request)
    {
        using var document = DocumentOpener.Open(request.Path);
        Send(Frame.Of(FrameType.Opened, DocumentInfo.Of(document), IsolationJson.Default.DocumentInfo));
        var bound = new TextBound();
        foreach (var page in document.ReadPages(request.FromPage))
            Send(Frame.Of(FrameType.Page, bound.Checked(page), IsolationJson.Default.ParsedPage));
        return new(FrameType.Result, default);
    }

    private Frame Summarize(SummarizeRequest request)
    {
        var result = Summarizer.Summarize(
            Pages(),
            (percent, message) =>
                Send(
                    Frame.Of(FrameType.Progress, new StepProgress(percent, message), IsolationJson.Default.StepProgress)
                ),
            CancellationToken.None,
            request.Outline);
        return Frame.Of(FrameType.Result, result, IsolationJson.Default.SummaryResult);
    }

    private Frame Analyze(AnalyzeRequest request)
    {
        var analyzer = new Analyzer(request.Outline);
        var since = Stopwatch.GetTimestamp();
        foreach (var page in Pages())
        {
            analyzer.Add(page);
            if (Stopwatch.GetElapsedTime(since) < ProgressInterval)
                continue;
            Send(Frame.Of(FrameType.Progress, new StepProgress(page.Number, null), IsolationJson.Default.StepProgress));
            since = Stopwatch.GetTimestamp();
        }

        return Frame.Of(
            FrameType.Result, analyzer.Finish(request.ReadingMinutes), IsolationJson.Default.AnalysisResult);
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

using DocumentEngine.Documents;
using DocumentEngine.Messages;
using DocumentEngine.Text;
using DocumentPipelineHost.Documents;

namespace DocumentPipelineHost.Stages;

/// <summary>The messages of a stage about its pages, by their kind.</summary>
internal static class PageWords
{
    /// <summary>Reports how far a stage is.</summary>
    public static void Report(StageWork work, PageKind kind, int done, int total) =>
        Report(work, PageKinds.Name(kind), done, total);

    /// <summary>Reports how far a stage is.</summary>
    /// <param name="work">The stage's work.</param>
    /// <param name="kind">What the pages are, as <see cref="PageKinds"/> names it.</param>
    /// <param name="done">How many are done.</param>
    /// <param name="total">How many there are.</param>
    public static void Report(StageWork work, string kind, int done, int total)
    {
        var message = kind switch
        {
            "page" => MessageCatalog.Text("stage.page", ("done", done), ("total", total)),
            "slide" => MessageCatalog.Text("stage.slide", ("done", done), ("total", total)),
            _ => MessageCatalog.Text("stage.section", ("done", done), ("total", total)),
        };
        work.Progress.Report(done, total, kind + "s", work.In(message));
    }

    /// <summary>How many were read.</summary>
    public static LocalizedText Read(PageKind kind, int count) => kind switch
    {
        PageKind.Page => MessageCatalog.Text("parse.done", ("count", count)),
        PageKind.Slide => MessageCatalog.Text("parse.done_slides", ("count", count)),
        _ => MessageCatalog.Text("parse.done_sections", ("count", count)),
    };
}

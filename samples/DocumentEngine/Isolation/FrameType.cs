namespace DocumentEngine.Isolation;

/// <summary>What a frame between the host and its parsing process carries.</summary>
public enum FrameType : byte
{
    /// <summary>To the process: read a file (<see cref="ParseRequest"/>).</summary>
    Parse = 1,

    /// <summary>To the process: summarise the pages that follow (<see cref="SummarizeRequest"/>).</summary>
    Summarize,

    /// <summary>To the process: analyse the pages that follow (<see cref="AnalyzeRequest"/>).</summary>
    Analyze,

    /// <summary>Both ways: one page (<see cref="Documents.ParsedPage"/>).</summary>
    Page,

    /// <summary>To the process: no more pages.</summary>
    PagesEnd,

    /// <summary>From the process: the file is open (<see cref="Documents.DocumentInfo"/>).</summary>
    Opened,

    /// <summary>From the process: how far it is (<see cref="StepProgress"/>).</summary>
    Progress,

    /// <summary>From the process: the result of a request, as JSON; empty for a parsed file.</summary>
    Result,

    /// <summary>From the process: the document cannot be processed (<see cref="FailureReport"/>).</summary>
    Failed,
}

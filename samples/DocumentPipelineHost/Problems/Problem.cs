using DocumentPipelineHost.Languages;

namespace DocumentPipelineHost.Problems;

/// <summary>One kind of error that a person may see: what happened, what to do, and whether trying again may help.</summary>
public sealed record Problem(string Code, int Status, LocalText Message, LocalText Suggestion, bool Retryable = false)
{
    public ProblemException With(params object?[] values) => new(this with { Message = Message.Format(values) });

    public ProblemException Raise() => new(this);
}

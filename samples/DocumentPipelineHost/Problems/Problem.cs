using DocumentEngine.Messages;
using DocumentEngine.Text;
using DocumentPipelineHost.Languages;

namespace DocumentPipelineHost.Problems;

/// <summary>
/// One kind of error that a person may see: what happened, what to do, and whether trying again may help.
/// </summary>
public sealed record Problem(
    string Code, int Status, LocalizedText Message, LocalizedText Suggestion, bool Retryable = false)
{
    /// <summary>Whether it usually passes by itself, so that the work is tried again without being asked.</summary>
    public bool Transient { get; init; }

    /// <summary>When trying again makes sense; becomes <c>Retry-After</c>.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Further members of the problem details, for example what stands in the way.</summary>
    public IReadOnlyDictionary<string, string> Details { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The path below the host's base of the call that shows what stands in the way; becomes the member <c>link</c>,
    /// with the base.
    /// </summary>
    public string? Link { get; init; }

    /// <summary>An exception of this kind, with the value that its message names.</summary>
    public ProblemException With(object? value) => new(this with { Message = Message.Fill(("value", value)) });

    /// <summary>An exception of this kind.</summary>
    public ProblemException AsException(Exception? cause = null) => new(this, cause);
}

using DocumentEngine.Documents;

namespace DocumentPipelineHost.Documents;

/// <summary>Something of a document that its results do not hold, or not for certain.</summary>
/// <param name="Stage">The stage that found it: <c>parse</c>, <c>summary</c>.</param>
/// <param name="Code">What kind it is: <c>pages_without_text</c>, <c>left_out</c>, <c>summary_too_short</c>, …</param>
/// <param name="Message">For the reader, in the language of the request.</param>
/// <param name="MessageCode">The message in the catalogue (<c>GET /api/v2/messages</c>).</param>
/// <param name="MessageArgs">Its values by name.</param>
/// <param name="Pages">The pages that it is about ("1–3, 7"), where it is about pages.</param>
/// <param name="Part">The sheet or chapter that it is about, by name.</param>
public sealed record WarningAnswer(
    string Stage,
    string Code,
    string Message,
    string? MessageCode,
    IReadOnlyDictionary<string, string> MessageArgs,
    string? Pages,
    string? Part)
{
    public static WarningAnswer Of(string stage, DocumentWarning warning, string language)
    {
        ArgumentNullException.ThrowIfNull(warning);
        var message = warning.Message;
        return new WarningAnswer(
            stage, warning.Code, message.In(language), message.Code, message.Args ?? new Dictionary<string, string>(),
            warning.Pages, warning.Part);
    }
}

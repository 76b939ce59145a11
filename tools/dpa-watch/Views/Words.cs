using System.Globalization;
using Dpa.Realtime.Client;

namespace Dpa.Realtime.Watch.Views;

/// <summary>
/// Human-readable texts. A text from a server is cleaned: it must not move the cursor or set colours of a terminal.
/// </summary>
internal static class Words
{
    public static string Clean(string? text) =>
        text is null
            ? ""
            : string.Concat(
                text.Select(c =>
                    char.IsControl(c)
                    || char.GetUnicodeCategory(c)
                        is UnicodeCategory.Format
                            or UnicodeCategory.LineSeparator
                            or UnicodeCategory.ParagraphSeparator
                        ? ' '
                        : c));

    public static string Percent(double value) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(value * 10) / 10:0.0} %");

    public static string Of(PipelineStatus status) => status.ToString().ToLowerInvariant();

    public static string Of(ConnectionStatus status) => status.ToString().ToLowerInvariant();

    public static string Units(StageState stage) =>
        stage.TotalUnits is { } total
            ? string.Create(CultureInfo.InvariantCulture, $"{stage.CompletedUnits ?? 0}/{total} {Clean(stage.Unit)}")
                .TrimEnd()
            : "";

    public static string Left(TimeSpan? eta) =>
        eta switch
        {
            null => "",
            { TotalSeconds: < 60 } e => string.Create(
                CultureInfo.InvariantCulture, $"{Math.Ceiling(e.TotalSeconds):0} s left"),
            { TotalMinutes: < 60 } e => string.Create(
                CultureInfo.InvariantCulture, $"{Math.Ceiling(e.TotalMinutes):0} min left"),
            { } e => string.Create(CultureInfo.InvariantCulture, $"{e.TotalHours:0.0} h left"),
        };

    public static string Question(PipelineQuestion question) => question.Choices.IsEmpty
        ? Clean(question.Text)
        : $"{Clean(question.Text)}  [{Clean(string.Join(" | ", question.Choices))}]";

    public static string Error(ProgressError error) =>
        $"{Clean(error.Message)} ({Clean(error.Code)}){(error.Suggestion.Length > 0 ? $" {Clean(error.Suggestion)}" : "")}";
}

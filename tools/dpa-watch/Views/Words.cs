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

    /// <summary>The time that is left; as a range where its ends read differently.</summary>
    public static string Left(TimeSpan? eta, TimeSpan? low, TimeSpan? high)
    {
        if (eta is not { } left) return "";
        var (from, to) = (Duration(low ?? left), Duration(high ?? left));
        return from == to ? $"{Duration(left)} left" : $"{from} to {to} left";
    }

    private static string Duration(TimeSpan time) =>
        time switch
        {
            { TotalSeconds: < 60 } => string.Create(
                CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalSeconds):0} s"),
            { TotalMinutes: < 60 } => string.Create(
                CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalMinutes):0} min"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.0} h"),
        };

    public static string Question(PipelineQuestion question) => question.Choices.IsEmpty
        ? Clean(question.Text)
        : $"{Clean(question.Text)}  [{Clean(string.Join(" | ", question.Choices))}]";

    public static string Error(ProgressError error) =>
        $"{Clean(error.Message)} ({Clean(error.Code)}){(error.Suggestion.Length > 0 ? $" {Clean(error.Suggestion)}" : "")}";
}

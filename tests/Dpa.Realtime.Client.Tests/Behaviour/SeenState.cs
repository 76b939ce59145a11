using System.Globalization;
using System.Text.Json.Nodes;

namespace Dpa.Realtime.Client.Tests.Behaviour;

/// <summary>A state as it is compared between a server and clients in several languages.</summary>
internal sealed record SeenState(string Position, long Transition, string What)
{
    /// <summary>From the JSON of the wire.</summary>
    public static SeenState Of(JsonObject s) =>
        new(
            $"{s["epoch"]}:{s["version"]}", (long)s["transition"]!,
            Line(
                Word(s), (double)s["overall_progress"]!, s["stages"]!
                    .AsArray()
                    .Select(g =>
                        (
                            (string)g!["id"]!, Word(g), (double)g["progress"]!, (int)g["attempt"]!,
                            (string?)g["message"]))));

    public static SeenState Of(PipelineState s) =>
        new(
            s.Position.ToString(), s.Transition,
            Line(
                With(Name(s.Status), s.StatusWord), s.OverallProgress,
                s.Stages.Select(g => (g.Id, With(Name(g.Status), g.StatusWord), g.Progress, g.Attempt, g.Message))));

    private static string Line(
        string status, double overall,
        IEnumerable<(string Id, string Status, double Progress, int Attempt, string? Message)> stages) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{status} {overall} {string.Join(' ', stages.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Id}={s.Status},{s.Progress},{s.Attempt},{s.Message}")))}"
        );

    private static string Word(JsonNode s) => With((string)s["status"]!, (string?)s["status_word"]);

    private static string With(string status, string? word) => word is null ? status : $"{status} ({word})";

    private static string Name(PipelineStatus status) => status.ToString().ToLowerInvariant();
}

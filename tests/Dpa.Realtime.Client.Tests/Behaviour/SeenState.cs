using System.Globalization;
using System.Text.Json.Nodes;

namespace Dpa.Realtime.Client.Tests.Behaviour;

/// <summary>A state as it is compared between a server and clients in several languages.</summary>
internal sealed record SeenState(string Position, long Transition, string What)
{
    /// <summary>From the JSON of the wire.</summary>
    public static SeenState Of(JsonObject s) => new(
        $"{s["epoch"]}:{s["version"]}",
        (long)s["transition"]!,
        Line((string)s["status"]!, (double)s["overall_progress"]!, s["stages"]!.AsArray().Select(g => ((string)g!["id"]!, (string)g["status"]!, (double)g["progress"]!, (int)g["attempt"]!, (string?)g["message"]))));

    public static SeenState Of(PipelineState s) => new(
        s.Position.ToString(),
        s.Transition,
        Line(Name(s.Status), s.OverallProgress, s.Stages.Select(g => (g.Id, Name(g.Status), g.Progress, g.Attempt, g.Message))));

    private static string Line(string status, double overall, IEnumerable<(string Id, string Status, double Progress, int Attempt, string? Message)> stages) => string.Create(
        CultureInfo.InvariantCulture,
        $"{status} {overall} {string.Join(' ', stages.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Id}={s.Status},{s.Progress},{s.Attempt},{s.Message}")))}");

    private static string Name(PipelineStatus status) => status.ToString().ToLowerInvariant();
}

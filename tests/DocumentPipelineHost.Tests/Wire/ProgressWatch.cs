using System.Text.Json.Nodes;

namespace DocumentPipelineHost.Tests.Wire;

/// <summary>
/// Takes the frames of one pipeline as a V2 page reads them and fails when a progress goes back within its attempt.
/// </summary>
internal sealed class ProgressWatch
{
    private readonly Dictionary<string, (int Attempt, double Progress)> _held = [];

    /// <summary>Each overall progress that a <c>pipeline_progress</c> brought, in order.</summary>
    public List<double> Overall { get; } = [];

    /// <summary>
    /// Each status that a frame brought, by stage, in order: a page that falls behind gets one <c>pipeline_progress</c>
    /// for many a <c>stage_update</c>.
    /// </summary>
    public Dictionary<string, List<string>> StageStatuses { get; } = [];

    public bool Completed { get; private set; }

    /// <summary>The last <c>pipeline_progress</c>.</summary>
    public JsonNode? Last { get; private set; }

    public void Take(JsonNode frame)
    {
        switch ((string?)frame["type"])
        {
            case "pipeline_progress":
                var overall = (double)frame["overall_progress"]!;
                Advance("pipeline", (int)frame["attempt"]!, overall);
                Overall.Add(overall);
                foreach (var stage in frame["stages"]!.AsArray())
                {
                    Advance((string)stage!["id"]!, (int)stage["attempt"]!, (double)stage["progress"]!);
                    Note((string)stage["id"]!, (string)stage["status"]!);
                }

                Completed = (bool)frame["completed"]!;
                Last = frame;
                break;
            case "stage_update":
                var type = (string)frame["stage_type"]!;
                Advance(type, (int)frame["attempt"]!, (double)frame["progress"]!);
                Note(type, (string)frame["status"]!);
                break;
        }
    }

    private void Note(string stage, string status)
    {
        if (!StageStatuses.TryGetValue(stage, out var statuses))
            StageStatuses[stage] = statuses = [];
        statuses.Add(status);
    }

    private void Advance(string what, int attempt, double progress)
    {
        var next = (attempt, progress);
        if (_held.TryGetValue(what, out var held))
            Assert.True(next.CompareTo(held) >= 0, $"{what} went back from {held} to {next}");
        _held[what] = next;
    }
}

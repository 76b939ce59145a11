using System.Text.Json.Nodes;

namespace Dpa.Realtime.ChaosTests.Histories;

/// <summary>What a client showed of one pipeline at one position.</summary>
internal sealed record StateView(
    string Status, int Attempt, double Overall, long Transition, bool IsComplete,
    IReadOnlyDictionary<string, StageView> Stages)
{
    public static StateView Of(JsonObject state, bool isComplete) =>
        new(
            (string)state["status"]!, (int?)state["attempt"] ?? 1, (double)state["overall_progress"]!,
            (long)state["transition"]!, isComplete, state["stages"]!
                .AsArray()
                .ToDictionary(
                    s => (string)s!["id"]!,
                    s => new StageView(
                        (string)s!["status"]!, (int?)s["attempt"] ?? 0, (double)s["progress"]!,
                        (long?)s["completed_units"], (long?)s["total_units"]),
                    StringComparer.Ordinal));
}

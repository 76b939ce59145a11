using System.Collections.Frozen;

namespace Dpa.Realtime.Protocol;

/// <summary>The top-level names of the full state; an attribute may not take one.</summary>
internal static class FieldNames
{
    private static readonly FrozenSet<string> Names = new[]
    {
        "type", "pipeline_id", "epoch", "version", "transition", "status", "overall_progress", "current_stage",
        "message", "eta_ms", "eta_low_ms", "eta_high_ms", "error", "error_info", "attempt", "controls",
        "can_interrupt", "can_resume", "can_cancel", "can_retry", "interrupted", "completed", "stalled", "owner", "name",
        "kind", "parent_id", "weight", "children", "children_total", "children_weight", "children_progress", "created_at", "timestamp", "stages", "transitions",
        "transitions_from", "reset", "partial", "continues", "provisional", "stage_type", "stage_id", "stage_name",
        "progress", "completed_units", "total_units", "unit", "indeterminate", "change", "from",
        "ended", "status_word", "from_word", "to_word", "question", "result",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static bool IsOfProtocol(string name) => Names.Contains(name);
}

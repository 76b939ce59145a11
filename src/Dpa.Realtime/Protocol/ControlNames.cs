namespace Dpa.Realtime.Protocol;

/// <summary>The wire names of control actions.</summary>
internal static class ControlNames
{
    /// <summary>An answer to a question: nothing that a producer offers, so it is no flag of its own.</summary>
    public const PipelineControls Answer = (PipelineControls)16;

    private static readonly (string Name, PipelineControls Action)[] All =
    [
        ("cancel", PipelineControls.Cancel),
        ("interrupt", PipelineControls.Interrupt),
        ("resume", PipelineControls.Resume),
        ("retry", PipelineControls.Retry),
        ("answer", Answer),
    ];

    public static string Of(PipelineControls action) => Array.Find(All, a => a.Action == action).Name;

    public static bool TryParse(string? name, out PipelineControls action)
    {
        action = Array.Find(All, a => string.Equals(a.Name, name, StringComparison.Ordinal)).Action;
        return action != PipelineControls.None;
    }
}

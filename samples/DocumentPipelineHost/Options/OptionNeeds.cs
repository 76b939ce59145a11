using DocumentPipelineHost.Stages;

namespace DocumentPipelineHost.Options;

/// <summary>
/// What each option needs: read by the rules of the server, and by the page as <c>needs</c> of <c>GET
/// /api/v2/options</c>.
/// </summary>
internal static class OptionNeeds
{
    private static readonly Dictionary<string, string[]> Direct = new(StringComparer.Ordinal)
    {
        [OptionNames.CreateIndex] = [StageTypes.Parse],
        [OptionNames.GenerateSummary] = [StageTypes.Parse],
        [OptionNames.DeepAnalysis] = [OptionNames.CreateIndex, OptionNames.GenerateSummary],
    };

    public static IReadOnlyList<string> Of(string option) => Direct.GetValueOrDefault(option) ?? [];

    /// <summary>Whether one option needs the other, directly or by way of a third.</summary>
    public static bool Needs(string option, string other) =>
        Of(option).Any(need => need == other || Needs(need, other));
}

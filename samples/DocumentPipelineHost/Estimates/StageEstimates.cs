namespace DocumentPipelineHost.Estimates;

/// <summary>
/// From earlier durations to a range: what half of them, and nine of ten, took a page (or a byte, while the pages are
/// not known).
/// </summary>
internal static class StageEstimates
{
    private const int Fewest = 3;

    /// <summary>Never "0 s" for what is still to do.</summary>
    private const long Least = 1000;

    /// <summary>A stage's estimate.</summary>
    /// <param name="stage">Its type.</param>
    /// <param name="samples">What earlier ones took.</param>
    /// <param name="pages">The document's pages; null while they are not known.</param>
    /// <param name="bytes">The document's size.</param>
    /// <param name="left">The share that is left, from 0 to 1.</param>
    public static StageEstimate Of(
        string stage, IReadOnlyList<StageSample> samples, int? pages, long bytes, double left)
    {
        if (samples.Count < Fewest)
            return new StageEstimate(stage, samples.Count, null, null);
        double[] aUnit = [.. samples.Select(AUnit).Order()];
        var units = (pages ?? bytes) * left;
        return new StageEstimate(stage, samples.Count, Milliseconds(50), Milliseconds(90));

        double AUnit(StageSample sample) => sample.Milliseconds / (double)(pages is null ? sample.Bytes : sample.Pages);

        long Milliseconds(int percent) => Math.Max(Least, (long)Math.Ceiling(Percentile(aUnit, percent) * units));
    }

    /// <summary>The whole of what is left; nothing where a stage has too little history.</summary>
    public static EstimateAnswer Sum(string pipelineId, IReadOnlyList<StageEstimate> stages)
    {
        var isKnown = stages.Count > 0 && stages.All(static stage => stage.FromMs is not null);
        return new EstimateAnswer(
            pipelineId,
            isKnown ? stages.Sum(static stage => stage.FromMs) : null,
            isKnown ? stages.Sum(static stage => stage.ToMs) : null,
            stages);
    }

    /// <summary>By nearest rank.</summary>
    private static double Percentile(double[] sorted, int percent) =>
        sorted[Math.Max(0, (int)Math.Ceiling(sorted.Length * percent / 100.0) - 1)];
}

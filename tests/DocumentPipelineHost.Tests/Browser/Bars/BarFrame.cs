namespace DocumentPipelineHost.Tests.Browser.Bars;

/// <summary>What one bar showed in one painted frame.</summary>
/// <param name="Bar">The pipeline's id, or it and a stage with a slash between.</param>
/// <param name="At">The frame's time, in milliseconds.</param>
/// <param name="Counted">The time as frames tell it: a frame counts for what it took, a missing one for nothing. On a
/// busy machine it is less than the clock's.</param>
/// <param name="Shown">The bar's length in percent; null where it moves without a value, or stands empty because
/// nothing is known.</param>
/// <param name="Number">The percent that is written beside it; null where there is none.</param>
/// <param name="Known">The percent that the page knew at that time; null where it is not known or means
/// nothing.</param>
/// <param name="Run">What the percent is of: epoch and attempt.</param>
internal sealed record BarFrame(
    string Bar, double At, double Counted, double? Shown, double? Number, double? Known, string Run);

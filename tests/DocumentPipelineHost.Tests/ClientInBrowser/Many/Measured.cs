namespace DocumentPipelineHost.Tests.ClientInBrowser.Many;

/// <summary>What the page says it went through (<c>Pages/many/measure.ts</c>). Times in milliseconds.</summary>
internal sealed record Measured(
    double Ms, long Changes, long Conflated, long Transitions, int Heals, int Reconnects, double[] LongTasks,
    double[] EarlierLongTasks, int Frames, double LongestFrame)
{
    /// <summary>Changes that came as a state of their own.</summary>
    public long Deliveries => Changes - Conflated;
}

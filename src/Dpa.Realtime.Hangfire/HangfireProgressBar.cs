namespace Dpa.Realtime.Hangfire;

/// <summary>A job's bar, with the members of Hangfire.Console's <c>IProgressBar</c>.</summary>
public sealed class HangfireProgressBar
{
    private readonly StageRun? _stage;

    internal HangfireProgressBar(StageRun? stage) => _stage = stage;

    /// <summary>Sets the bar.</summary>
    /// <param name="value">0 to 100.</param>
    public void SetValue(double value) => _stage?.Report(value);

    /// <summary>Sets the bar.</summary>
    /// <param name="value">0 to 100.</param>
    public void SetValue(int value) => _stage?.Report((double)value);
}

namespace Dpa.Realtime.Hangfire;

/// <summary>The progress of the Hangfire job that runs, for jobs whose methods keep their parameters.</summary>
public static class JobProgress
{
    private static readonly AsyncLocal<StageRun?> Current = new();

    /// <summary>
    /// The stage that shows the job in whose flow of control this is read, also after an <c>await</c> and in methods
    /// that the job calls.
    /// </summary>
    /// <value>Null outside a job, and in a job that is not shown: <c>JobProgress.Stage?.Report(…)</c>.</value>
    public static StageRun? Stage
    {
        get => Current.Value;
        internal set => Current.Value = value;
    }
}

using System.Diagnostics.Metrics;
using Dapper;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Pipelines;
using Dpa.Realtime;

namespace DocumentPipelineHost.Metrics;

/// <summary>The host's own instruments, under the meter <c>DocumentPipelineHost</c>.</summary>
internal sealed class HostMetrics : IPipelineTransitionHandler
{
    public const string MeterName = "DocumentPipelineHost";

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600],
    };

    private static readonly string[] Waiting =
    [
        StatusNames.Uploading, StatusNames.Waiting, StatusNames.Pending, StatusNames.Processing,
        StatusNames.Interrupted,
    ];

    private readonly Counter<long> _ended;
    private readonly Histogram<double> _stages;

    public HostMetrics(IMeterFactory meters, HostDatabase database)
    {
        var meter = meters.Create(MeterName);
        _ended = meter.CreateCounter<long>(
            "documents.pipelines.ended", "{pipeline}",
            "Documents' pipelines that ended on this instance, by status and error.type.");
        _stages = meter.CreateHistogram(
            "documents.stage.duration", "s", "How long completed stages took, by stage.", advice: Seconds);
        meter.CreateObservableGauge(
            "documents.pipelines.queue",
            () => Queue(database),
            "{pipeline}", "Pipelines of the whole database that have not ended, by status.");
    }

    public ValueTask OnTransitionAsync(
        PipelineState pipeline, PipelineTransition transition, CancellationToken cancellationToken)
    {
        if (pipeline.Kind == BatchStore.Kind)
            return ValueTask.CompletedTask;
        if (
            transition.Stage is null
            && transition.From != transition.To
            && transition.To is PipelineStatus.Completed or PipelineStatus.Failed or PipelineStatus.Cancelled)
            _ended.Add(1, new("status", StatusNames.Of(transition.To)), new("error.type", pipeline.Error?.Code));
        else if (
            transition is { Stage: { } id, To: PipelineStatus.Completed }
            && transition.From != transition.To
            && pipeline.FindStage(id)?.Duration is { } took)
            _stages.Record(took.TotalSeconds, new KeyValuePair<string, object?>("stage", id));
        return ValueTask.CompletedTask;
    }

    private static IEnumerable<Measurement<long>> Queue(HostDatabase database)
    {
        var rows = database
            .Read(static connection =>
                connection.Query<(string Status, long Count)>(
                    "SELECT status, COUNT(*) FROM pipelines WHERE ended_at IS NULL GROUP BY status"))
            .ToDictionary(static row => row.Status, static row => row.Count, StringComparer.Ordinal);
        return Waiting.Select(status => new Measurement<long>(
            rows.GetValueOrDefault(status), new KeyValuePair<string, object?>("status", status)));
    }
}

using Dpa.Realtime.Backplane;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.Testing;

/// <summary>
/// An <see cref="IProgressNotifier"/> for unit tests of producers, without a host: the library's own rules in memory,
/// on a clock that stands still, and a record of all that was accepted.
/// </summary>
public sealed class TestProgress : IProgressNotifier, IAsyncDisposable
{
    private readonly IHost _host;
    private readonly IProgressNotifier _progress;

    /// <summary>Creates an empty notifier.</summary>
    /// <param name="configure">Changes the settings. Default: the defaults.</param>
    public TestProgress(Action<DpaRealtimeOptions>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddDpaRealtime(configure).Services.AddRunRecorder();
        _host = builder.Build();
        _host.Start(); // starts the work that depends on the clock
        _progress = _host.Services.GetRequiredService<IProgressNotifier>();
        Recorder = _host.Services.GetRequiredService<RunRecorder>();
    }

    /// <summary>The clock. It stands still until <see cref="FakeTimeProvider.Advance"/> is called.</summary>
    public FakeTimeProvider Time { get; } = new();

    /// <summary>The record of all pipelines.</summary>
    public RunRecorder Recorder { get; }

    /// <summary>The record of one pipeline; it need not have been started yet.</summary>
    /// <param name="pipelineId">The pipeline.</param>
    /// <returns>The record.</returns>
    public RecordedRun this[string pipelineId] => Recorder.Of(pipelineId);

    /// <summary>Sends a control request to the producer, as a subscriber does.</summary>
    /// <param name="pipelineId">The pipeline.</param>
    /// <param name="action">One action.</param>
    /// <returns>Whether a live run took it.</returns>
    public ValueTask<bool> ControlAsync(string pipelineId, PipelineControls action) =>
        _host.Services.GetRequiredService<IBackplane>().ControlAsync(pipelineId, action, null, CancellationToken.None);

    /// <inheritdoc/>
    public ValueTask<PipelineRun> StartAsync(PipelineStart start, CancellationToken cancellationToken = default) =>
        _progress.StartAsync(start, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<PipelineRun> ResumeAsync(string pipelineId, CancellationToken cancellationToken = default) =>
        _progress.ResumeAsync(pipelineId, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<PipelineRun> JoinAsync(string pipelineId, CancellationToken cancellationToken = default) =>
        _progress.JoinAsync(pipelineId, cancellationToken);

    /// <inheritdoc/>
    public ValueTask RevokeAsync(string userId, string pipelineId, CancellationToken cancellationToken = default) =>
        _progress.RevokeAsync(userId, pipelineId, cancellationToken);

    /// <inheritdoc/>
    public Task RunAsync(
        PipelineStart start,
        Func<PipelineRun, CancellationToken, Task> work,
        CancellationToken cancellationToken = default) =>
        _progress.RunAsync(start, work, cancellationToken);

    /// <summary>Disposes the notifier and its host.</summary>
    /// <returns>A task for the disposal.</returns>
    public ValueTask DisposeAsync() => ((IAsyncDisposable)_host).DisposeAsync();
}

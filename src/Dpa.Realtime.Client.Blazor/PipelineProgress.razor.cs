using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace Dpa.Realtime.Client.Blazor;

/// <summary>
/// A pipeline's progress as an accessible bar with words beside it. It is watched from the first interactive render
/// on, not while a page is rendered ahead on a server, until the component is disposed. Its look is set by the CSS
/// variables <c>--dpa-progress-height</c>, <c>-radius</c>, <c>-gap</c>, <c>-track</c>, <c>-fill</c>,
/// <c>-completed</c>, <c>-failed</c> and <c>-waiting</c>. A question that the pipeline asks is part of the words;
/// <see cref="RealtimeClient.AnswerAsync"/> answers it.
/// </summary>
public sealed partial class PipelineProgress : ComponentBase, IAsyncDisposable
{
    /// <summary>A higher rate would not be visible, because the bar glides from value to value.</summary>
    private const double MaxHz = 10;

    /// <summary>After this time a pipeline is asked for again that the server had no place for.</summary>
    private static readonly TimeSpan CrowdedPause = TimeSpan.FromSeconds(10);

    private CancellationTokenSource? _left;
    private Task _reading = Task.CompletedTask;
    private (RealtimeClient? Client, string? Id, bool Wait) _followed;
    private PipelineState? _state;
    private string? _absence;
    private (DateTimeOffset CreatedAt, int Attempt)? _ended;
    private bool _isInteractive;
    private bool _isDisposed;
    private int _turn;

    /// <summary>The pipeline's id; null shows nothing.</summary>
    [Parameter, EditorRequired]
    public string? PipelineId { get; set; }

    /// <summary>The client that it is watched with.</summary>
    /// <value>Default: the service <see cref="RealtimeClient"/>.</value>
    [Parameter]
    public RealtimeClient? Client { get; set; }

    /// <summary>The accessible name.</summary>
    /// <value>Default: the pipeline's name, else <c>Progress</c>.</value>
    [Parameter]
    public string? Label { get; set; }

    /// <summary>Further CSS classes.</summary>
    [Parameter]
    public string? Class { get; set; }

    /// <summary>Whether to wait for a pipeline that does not exist yet.</summary>
    /// <value>Default: false, it shows that there is none.</value>
    [Parameter]
    public bool Wait { get; set; }

    /// <summary>
    /// The text beside the bar and for screen readers. Gets the state, or null, and then the code why there is none
    /// (<c>not_found</c>, <c>forbidden</c>, <c>unauthorized</c>), which is null while nothing is known.
    /// </summary>
    /// <value>Default: percent and status in English.</value>
    [Parameter]
    public Func<PipelineState?, string?, string>? Text { get; set; }

    /// <summary>Called with each state that is shown.</summary>
    [Parameter]
    public EventCallback<PipelineState> StateChanged { get; set; }

    /// <summary>Called once for each attempt that ends, even if it had ended before.</summary>
    [Parameter]
    public EventCallback<PipelineState> Ended { get; set; }

    [Inject]
    private IServiceProvider Services { get; set; } = null!;

    private TimeProvider Time => (TimeProvider?)Services.GetService(typeof(TimeProvider)) ?? TimeProvider.System;

    private string Name => Label ?? _state?.Name ?? "Progress";

    private string Status => _state is { } state ? Word(state.Status) : _absence ?? "unknown";

    private string Words => (Text ?? Describe)(_state, _absence);

    /// <summary>A whole number, 100 only once it is complete; null, for no value, while nothing is known.</summary>
    private string? Percent => _state is { } state
        ? ((int)state.OverallProgress).ToString(CultureInfo.InvariantCulture)
        : null;

    private string Scale =>
        string.Create(CultureInfo.InvariantCulture, $"transform: scaleX({(_state?.OverallProgress ?? 0) / 100})");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        await LeaveAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_isInteractive) await FollowAsync();
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        _isInteractive = true;
        await FollowAsync();
    }

    private static string Describe(PipelineState? state, string? absence) => (state, absence) switch
    {
        (null, null) => "Waiting for progress",
        (null, ProgressErrorCodes.NotFound) => "Not found",
        (null, ProgressErrorCodes.Expired) => "Did not start",
        (null, ProgressErrorCodes.Forbidden or ProgressErrorCodes.Unauthorized) => "No access",
        (null, _) => "Not available",
        ({ Stalled: true }, _) => $"{(int)state.OverallProgress} %, stalled",
        ({ Status: PipelineStatus.Processing or PipelineStatus.Completed }, _) => $"{(int)state.OverallProgress} %",
        ({ Status: PipelineStatus.Waiting, Question: { } question }, _) =>
            $"{(int)state.OverallProgress} %, waiting: {question.Text}",
        _ => $"{(int)state.OverallProgress} %, {Word(state.Status)}",
    };

    private static string Word(PipelineStatus status) => status.ToString().ToLowerInvariant();

    private async Task FollowAsync()
    {
        var wanted = (Client ?? (RealtimeClient?)Services.GetService(typeof(RealtimeClient)), PipelineId, Wait);
        if (_isDisposed || wanted == _followed) return;
        _followed = wanted;
        var turn = ++_turn;
        await LeaveAsync();
        if (_isDisposed || turn != _turn) return; // another pipeline is followed by now
        (_state, _absence, _ended) = (null, null, null);
        if (PipelineId is not { } id) return;
        var client = wanted.Item1 ?? throw new InvalidOperationException(
            "PipelineProgress needs a RealtimeClient: set Client, or register one with AddDpaRealtimeClient().");
        _left = new CancellationTokenSource();
        _reading = ReadAsync(client, id, _left.Token);
        StateHasChanged();
    }

    private async Task ReadAsync(RealtimeClient client, string id, CancellationToken left)
    {
        var options = new WatchOptions { Detail = PipelineDetail.Pipeline, MaxHz = MaxHz, Wait = Wait };
        try
        {
            bool goesOn;
            do
            {
                try
                {
                    await foreach (var state in client.WatchAsync(id, options, left))
                        await InvokeAsync(() => ShowAsync(state, left));
                    return;
                }
                catch (RealtimeException e)
                {
                    // Before it is shown: whoever sees it may start the client again at once.
                    var isRefused = client.Connection.Status == ConnectionStatus.Closed;
                    var isCrowded = e.Code == ProgressErrorCodes.TooManySubscriptions;
                    goesOn = isRefused || isCrowded;
                    await InvokeAsync(() => ShowAbsence(e.Code, left));
                    if (isRefused) await StartedAsync(client, left);
                    else if (isCrowded) await Task.Delay(CrowdedPause, Time, left);
                }
            } while (goesOn);
        }
        catch (OperationCanceledException) when (left.IsCancellationRequested)
        {
            // The component was disposed, or follows another pipeline.
        }
    }

    /// <summary>Waits until a refused client is started again.</summary>
    private static async Task StartedAsync(RealtimeClient client, CancellationToken left)
    {
        var back = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look(object? sender, ConnectionSnapshot now)
        {
            if (now.Status != ConnectionStatus.Closed) back.TrySetResult();
        }

        client.ConnectionChanged += Look;
        try
        {
            Look(null, client.Connection); // it may have been started before the handler was added
            await back.Task.WaitAsync(left);
        }
        finally
        {
            client.ConnectionChanged -= Look;
        }
    }

    private void ShowAbsence(string code, CancellationToken left)
    {
        if (left.IsCancellationRequested) return;
        (_state, _absence) = (null, code);
        StateHasChanged();
    }

    private async Task ShowAsync(PipelineState state, CancellationToken left)
    {
        if (left.IsCancellationRequested) return;
        (_state, _absence) = (state, null);
        StateHasChanged();
        await RaiseAsync(StateChanged, state);
        var end = state.IsEnded ? (state.CreatedAt, state.Attempt) : ((DateTimeOffset, int)?)null;
        var isNews = end is not null && end != _ended;
        _ended = end;
        if (isNews) await RaiseAsync(Ended, state);
    }

    /// <summary>An exception of an application's handler is treated as that of any event; reading continues.</summary>
    private async Task RaiseAsync(EventCallback<PipelineState> callback, PipelineState state)
    {
        try
        {
            await callback.InvokeAsync(state);
        }
#pragma warning disable CA1031 // The application's own: an error boundary gets it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            await DispatchExceptionAsync(e);
        }
    }

    private async Task LeaveAsync()
    {
        var (left, reading) = (_left, _reading);
        (_left, _reading) = (null, Task.CompletedTask);
        if (left is null) return;
        await left.CancelAsync();
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        left.Dispose();
    }
}

using System.Diagnostics.Metrics;
using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.Guests;
using Dpa.Realtime.Tests.Publishing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.Tests.Guests;

/// <summary>Calls of an authorizer under simulated time, by default within 4 places.</summary>
public abstract class GuestsTest : IDisposable
{
    /// <summary>Of real time, for what other threads do.</summary>
    protected static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    protected GuestsTest() => Guests = NewGuests(Options);

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    internal FakeTimeProvider Time { get; } = new();

    internal RecordingLogger Log { get; } = new();

    internal DpaRealtimeOptions Options { get; } = new() { MaxConcurrentCallbacks = 4 };

    internal GuestCalls Guests { get; }

    public void Dispose()
    {
        _services.Dispose();
        GC.SuppressFinalize(this);
    }

    internal GuestCalls NewGuests(
        DpaRealtimeOptions options, Func<Action, Task>? startThread = null, ILogger? logger = null)
    {
        var metrics = new RealtimeMetrics(_services.GetRequiredService<IMeterFactory>());
        var log = new Typed(logger ?? Log);
        return startThread is null
            ? new(options, Time, metrics, log)
            : new(options, Time, metrics, log) { StartThread = startThread };
    }

    internal static Task<GuestAnswer<T>> CallAsync<T>(
        GuestCalls guests, Func<CancellationToken, ValueTask<T>> guest, string key, string pipelineId,
        bool isOfMany = false) =>
        guests
            .CallAsync(
                new GuestCall(Guest.Authorizer, "Rules", key, pipelineId, isOfMany), guest, CancellationToken.None)
            .AsTask();

    internal Task<GuestAnswer<T>> CallAsync<T>(Func<CancellationToken, ValueTask<T>> guest, string key = "user-1") =>
        CallAsync(Guests, guest, key, key == "user-1" ? "p" : $"{key}'s p");

    internal Task<GuestAnswer<T>> CallUntilAsync<T>(
        Func<CancellationToken, ValueTask<T>> guest, CancellationToken gone
    ) => Guests.CallAsync(new GuestCall(Guest.Authorizer, "Rules", "user-1", "p"), guest, gone).AsTask();

    /// <summary>
    /// Calls that answers at once, and has to: real time is limited, and simulated time stands still.
    /// </summary>
    internal static async Task AnswersAsync(GuestCalls guests, string key, string pipelineId) =>
        Assert.Equal(
            GuestOutcome.Answered,
            (await CallAsync(guests, _ => new ValueTask<int>(1), key, pipelineId).WaitAsync(Limit, Ct)).Outcome);

    internal static async Task UntilKnownAsync(Func<Task<GuestAnswer<int>>> calling)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!(await calling().WaitAsync(limit.Token)).IsKnown) await Task.Yield();
    }

    protected static async Task UntilAsync(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!holds())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class Typed(ILogger inner) : ILogger<GuestCalls>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => inner.Log(logLevel, eventId, state, exception, formatter);
    }
}

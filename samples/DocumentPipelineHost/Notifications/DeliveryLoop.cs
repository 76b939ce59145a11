using System.Diagnostics.CodeAnalysis;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Loops;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Notifications;

/// <summary>
/// Delivers what is due, independently of all pipelines: a slow or unreachable receiver delays no document, and no
/// other user's message: each attempt that ends lets one begin that waits.
/// </summary>
internal sealed class DeliveryLoop(
    DeliveryStore deliveries, NotificationSettingsStore settings, IEnumerable<IChannel> channels,
    IOptions<NotificationOptions> options, TimeProvider time, ILogger<DeliveryLoop> logger
) : PeriodicService(options.Value.Interval, isAtOnce: true, time)
{
    private readonly Dictionary<string, IChannel> _channels = channels.ToDictionary(
        static channel => channel.Name,
        StringComparer.Ordinal);

    private readonly DeliverySlots _slots = new();
    private readonly SemaphoreSlim _taking = new(1, 1);
    private readonly List<Task> _attempts = [];

    public override void Dispose()
    {
        _taking.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await base.ExecuteAsync(stoppingToken);
        }
        finally
        {
            await _taking.WaitAsync(CancellationToken.None); // nothing begins any more
            await Task.WhenAll(_attempts);
        }
    }

    /// <summary>Begins what there is a free slot for, and waits for none of it.</summary>
    protected override async Task RoundAsync(CancellationToken ct)
    {
        await _taking.WaitAsync(ct);
        try
        {
            _attempts.RemoveAll(static attempt => attempt.IsCompleted);
            if (_slots.IsFull)
                return;
            foreach (var delivery in await deliveries.TakeAsync(_slots))
            {
                _slots.Take(delivery.Owner);
                _attempts.Add(AttemptAsync(delivery, ct));
            }
        }
        finally
        {
            _taking.Release();
        }
    }

    protected override void LogFailure(Exception failure) =>
        logger.LogWarning(
            "Deliver notifications: the round failed ({Reason}); it is tried again in {Interval}", failure.Message,
            Interval);

    [SuppressMessage("Design", "CA1031", Justification = "An outcome that cannot be noted is attempted again.")]
    private async Task AttemptAsync(Delivery delivery, CancellationToken ct)
    {
        try
        {
            await DeliverAsync(delivery, ct);
        }
        catch (Exception exception)
        {
            if (!ct.IsCancellationRequested)
                LogFailure(exception);
        }
        finally
        {
            _slots.Release(delivery.Owner);
        }

        if (!ct.IsCancellationRequested)
            await RefillAsync(ct);
    }

    /// <summary>The slot is free: what waits takes it now, and not when the next round comes.</summary>
    private async Task RefillAsync(CancellationToken ct)
    {
        try
        {
            await TryRoundAsync(ct);
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever an attempt throws becomes its outcome.")]
    private async Task DeliverAsync(Delivery delivery, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(options.Value.AttemptTimeout);
        try
        {
            if (await deliveries.IsLeftOutAsync(delivery))
                return;
            if (settings.Find(delivery.Owner) is not { } found)
                throw new DeliveryFailedException("The user's settings are gone.", isFinal: true, isUnset: true);
            await _channels[delivery.Channel].SendAsync(delivery, found, limit.Token);
            await deliveries.DeliveredAsync(delivery);
        }
        catch (Exception exception) when (!ct.IsCancellationRequested)
        {
            var refused = Find<AddressRefusedException>(exception);
            var isFinal = refused is not null || exception is DeliveryFailedException { IsFinal: true };
            var reason = refused?.Message
                ?? (exception is OperationCanceledException ? "No answer in time." : exception.Message);
            logger.LogInformation(
                "Deliver notification: {Id} by {Channel}, attempt {Attempt}: {Reason}", delivery.Id, delivery.Channel,
                delivery.Attempts, reason);
            if (await deliveries.FailedAsync(delivery, reason, isFinal, IsUnset(exception)))
            {
                logger.LogWarning(
                    "Deliver notifications: the webhook of {User} is switched off after {Count} deliveries in a row " +
                    "were given up; its user can switch it on again",
                    delivery.Owner, options.Value.SwitchOffAfter);
            }
        }
    }

    private static bool IsUnset(Exception exception) => exception is DeliveryFailedException { IsUnset: true };

    private static T? Find<T>(Exception? exception)
        where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is T found)
                return found;
        }

        return null;
    }
}

namespace Dpa.Realtime.Guests;

/// <summary>
/// The one way to call the application's code. Never throws and never runs the guest on the calling thread; see
/// <see cref="GuestCalls"/> for the bounds. An interface so that the simulation can choose when and in which order
/// guests answer.
/// </summary>
internal interface IGuestCalls
{
    /// <summary>Calls a guest within its bounds of number and time.</summary>
    /// <param name="call">Which guest, for whom.</param>
    /// <param name="guest">The call itself. Its token is cancelled when the time limit is over or the caller has
    /// gone.</param>
    /// <param name="callerGone">Cancelled when nobody waits for the answer any more.</param>
    /// <returns>The answer, or why there is none.</returns>
    ValueTask<GuestAnswer<T>> CallAsync<T>(
        GuestCall call, Func<CancellationToken, ValueTask<T>> guest, CancellationToken callerGone);

    /// <summary>
    /// Cancels a token for which no place was free, with what the application registered on it: on a few threads that
    /// nothing else uses. Where those are blocked as well, it waits for one. Never throws.
    /// </summary>
    /// <returns>Ends once all that was registered has run.</returns>
    Task CancelLateAsync(CancellationTokenSource source);
}

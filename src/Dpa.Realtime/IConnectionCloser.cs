namespace Dpa.Realtime;

/// <summary>
/// Ends a user's connections: at a sign-out, when an account is locked, when a password changed. A service of the
/// container; safe to use from any thread.
/// </summary>
public interface IConnectionCloser
{
    /// <summary>
    /// Ends all that a user has open, on all nodes and transports, within 5 s: sockets with the close code 4401, event
    /// streams by their end, held polls with 401. Tickets of the user that were not used yet become void. A client
    /// reconnects if it still has an identity that the application accepts, so revoke that first (delete the cookie,
    /// revoke the token).
    /// </summary>
    /// <param name="userId">The user, as the library knows it
    /// (<see cref="DpaRealtimeOptions.UserIdSelector"/>).</param>
    /// <param name="reason">Why, in words, for the close frame and the log; the frame holds the first 41
    /// characters.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when the backplane has accepted the call. This node's connections are closed at
    /// once, even if the backplane is unavailable.</returns>
    /// <exception cref="ArgumentException">The user id breaks its bounds: 1 to 256 characters without control
    /// characters.</exception>
    /// <exception cref="PipelineException"><c>backplane_unavailable</c>: retryable; other nodes may not have been
    /// notified.</exception>
    ValueTask CloseUserAsync(
        string userId, string reason = "signed out", CancellationToken cancellationToken = default);
}

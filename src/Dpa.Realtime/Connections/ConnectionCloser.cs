using Dpa.Realtime.Backplane;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Connections;

/// <summary>Sends the application's request to close a user's connections to all nodes.</summary>
internal sealed class ConnectionCloser(IBackplane backplane) : IConnectionCloser
{
    public ValueTask CloseUserAsync(string userId, string reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reason);
        if (!WireBounds.IsUserId(userId))
            throw new ArgumentException(
                "A user id has 1 to 256 characters without control characters.", nameof(userId));
        return backplane.CloseUserAsync(userId, reason, cancellationToken);
    }
}

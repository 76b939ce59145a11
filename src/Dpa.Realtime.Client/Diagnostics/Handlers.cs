using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Client.Diagnostics;

/// <summary>
/// Calls the application's handlers; what one throws is logged, and neither the others nor the client notice.
/// </summary>
internal static class Handlers
{
    public static void Raise<T>(EventHandler<T>? handlers, object sender, T args, ILogger logger)
    {
        foreach (var handler in handlers?.GetInvocationList() ?? [])
        {
            try
            {
                ((EventHandler<T>)handler)(sender, args);
            }
#pragma warning disable CA1031 // It is the application's own code, which may throw anything.
            catch (Exception e)
#pragma warning restore CA1031
            {
                logger.HandlerFailed(e);
            }
        }
    }
}

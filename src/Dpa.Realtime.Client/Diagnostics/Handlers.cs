using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Client.Diagnostics;

/// <summary>
/// Calls the application's handlers. An exception of a handler is logged, and affects neither the other handlers nor
/// the client.
/// </summary>
internal static class Handlers
{
    public static void Call<T>(Action<T> handler, T args, ILogger logger) =>
        Raise<T>((_, a) => handler(a), handler, args, logger);

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

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace DocumentPipelineHost.Tests.Host;

/// <summary>Notices when the host learns that the client of a request has gone.</summary>
internal sealed class AbortWatch : IStartupFilter
{
    private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Seen => _seen.Task;

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, call) =>
        {
            using var registration = context.RequestAborted.Register(() => _seen.TrySetResult());
            await call(context);
        });
        next(app);
    };
}

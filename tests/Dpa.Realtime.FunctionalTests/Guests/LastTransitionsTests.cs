using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dpa.Realtime.FunctionalTests.Guests;

/// <summary>A worker's last words at the host's stop, in a real host.</summary>
public sealed class LastTransitionsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stop_OfAWorkerRegisteredBeforeOrAfterTheLibrary_ItsEndIsHandled(bool isBefore)
    {
        var handler = new Recording();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddLogging();
        if (isBefore) builder.Services.AddHostedService<Worker>();
        builder.Services.AddDpaRealtime().Services.AddSingleton<IPipelineTransitionHandler>(handler);
        if (!isBefore) builder.Services.AddHostedService<Worker>();
        await using var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        await app.StartAsync(TestContext.Current.CancellationToken);

        await app.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal([PipelineStatus.Cancelled], handler.Ends);
    }

    private sealed class Worker(IProgressNotifier progress) : IHostedService
    {
        private PipelineRun? _run;

        public async Task StartAsync(CancellationToken cancellationToken) =>
            _run = await progress.StartAsync(new PipelineStart("p", "user-1"), cancellationToken);

        public async Task StopAsync(CancellationToken cancellationToken) =>
            await _run!.CancelAsync("the host stops", cancellationToken);
    }

    private sealed class Recording : IPipelineTransitionHandler
    {
        public ConcurrentQueue<PipelineStatus> Ends { get; } = new();

        public ValueTask OnTransitionAsync(
            PipelineState pipeline, PipelineTransition transition, CancellationToken cancellationToken)
        {
            Ends.Enqueue(transition.To);
            return default;
        }
    }
}

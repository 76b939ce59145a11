using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.Producers.Tests.Examples;

/// <summary>The shorter blocks of docs/testing.md.</summary>
public sealed class TestingExamples(WebApplicationFactory<Program> app) : IClassFixture<WebApplicationFactory<Program>>
{
    [Fact]
    public async Task Recorder_InAnApplication()
    {
        using var recorded = app.WithWebHostBuilder(web =>
            web.ConfigureTestServices(services => services.AddRunRecorder()));
        var recorder = recorded.Services.GetRequiredService<RunRecorder>();

        await new Importer(recorded.Services.GetRequiredService<IProgressNotifier>()).ImportAsync(
            "import-1", "user-1", CancellationToken.None);

        Assert.Equal(PipelineStatus.Completed, (await recorder.Of("import-1").EndAsync()).Status);
    }

    [Fact]
    public async Task Producer_Alone()
    {
        await using var progress = new TestProgress();
        await new Importer(progress).ImportAsync("import-1", "user-1", CancellationToken.None);

        var end = await progress["import-1"].EndAsync();
        Assert.Equal(PipelineStatus.Completed, end.Status);
        Assert.Equal(["read", "write"], progress["import-1"].Transitions
            .Where(t => t.To == PipelineStatus.Completed && t.Stage is not null).Select(t => t.Stage));
    }

    [Fact]
    public async Task Host_WithoutAnApplication()
    {
        await using var host = await DpaTestHost.StartAsync(app => app.Services.AddSingleton<Importer>());
        await using var watching = await host.Server.WatchAsync("import-1", "user-1");
        await host.Services.GetRequiredService<Importer>().ImportAsync("import-1", "user-1", CancellationToken.None);
        await watching[Transport.ServerSentEvents].EndAsync();
    }
}

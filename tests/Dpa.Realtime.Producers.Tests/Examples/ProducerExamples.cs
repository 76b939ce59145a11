using System.Threading.Channels;
using Dpa.Realtime.AI;
using Dpa.Realtime.Hangfire;
using Dpa.Realtime.Hosting;
using Dpa.Realtime.Http;
using Dpa.Realtime.Producers.Tests.AI;
using Dpa.Realtime.Quartz;
using Hangfire;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace Dpa.Realtime.Producers.Tests.Examples;

/// <summary>The blocks of docs/producers.md.</summary>
public sealed class ProducerExamples
{
    [Fact]
    public void Quartz_TwoLines()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddDpaRealtime();
        builder.Services.AddQuartz(quartz => quartz.AddDpaProgress());

        Assert.Contains(builder.Services, static s => s.ServiceType == typeof(ISchedulerFactory));
    }

    [Fact]
    public void Hangfire_TwoLines()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddDpaRealtime();
        builder.Services.AddHangfire((provider, hangfire) => hangfire.UseInMemoryStorage().UseDpaProgress(provider));

        Assert.Contains(builder.Services, static s => s.ServiceType == typeof(IBackgroundJobClient));
    }

    [Fact]
    public void Hangfire_ByTheJobsArguments()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddHangfire((provider, hangfire) =>
        {
            hangfire.UseDpaProgress(provider, context => new PipelineStart(
                $"job-{context.BackgroundJob.Id}", owner: (string)context.BackgroundJob.Job.Args[0]));
        });

        Assert.Contains(builder.Services, static s => s.ServiceType == typeof(IBackgroundJobClient));
    }

    [Fact]
    public async Task Loop_ThatIsThereAlready()
    {
        await using var progress = new TestProgress();
        var (work, stop, pages) = (new PageWork(), CancellationToken.None, new[] { "a", "b" });

        await foreach (
            var page in pages.WithProgressAsync(progress, new PipelineStart("report", owner: "user-1"), stop, "pages"))
            await work.DoAsync(page, stop);

        Assert.Equal(pages, work.Done);
        Assert.Equal(2, (await progress["report"].EndAsync()).FindStage("work")!.CompletedUnits);
    }

    [Fact]
    public async Task Queue_AndItsWorker()
    {
        await using var host = await DpaTestHost.StartAsync(Add);

        await host.Services.GetRequiredService<ProgressQueue<Import>>().EnqueueAsync(new Import("import-1", "user-1"));

        Assert.Equal(PipelineStatus.Completed, (await host.Recorder.Of("import-1").EndAsync()).Status);

        static void Add(WebApplicationBuilder builder)
        {
            builder.Services.AddScoped<ImportWork>();
            builder.Services.AddProgressQueue<Import>(
                import => new PipelineStart(import.Id, import.User) { Stages = [new("read"), new("write")] },
                (provider, import, run, stop) => provider.GetRequiredService<ImportWork>().DoAsync(import, run, stop));
        }
    }

    [Fact]
    public async Task Channel_ThatIsReadAlready()
    {
        await using var progress = new TestProgress();
        var (work, stop) = (new ImportWork(), CancellationToken.None);
        var channel = Channel.CreateUnbounded<Import>();
        channel.Writer.TryWrite(new Import("import-1", "user-1"));
        channel.Writer.Complete();

        await foreach (
            var (import, run) in channel.Reader.ReadAllWithProgressAsync(
                progress,
                i => new PipelineStart(i.Id, i.User),
                stop))
            await work.DoAsync(import, run, stop);

        Assert.Equal(PipelineStatus.Completed, (await progress["import-1"].EndAsync()).Status);
    }

    [Fact]
    public async Task Download_OfARequest()
    {
        await using var progress = new TestProgress();
        await using var host = await DpaTestHost.StartAsync(null, static app =>
            app.Map("/file", static http => http.Run(Sample.WriteAsync)));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddHttpClient("files").AddDpaProgress();
        builder.Services.AddHttpClient("files").ConfigurePrimaryHttpMessageHandler(host.Server.CreateHandler);
        await using var provider = builder.Services.BuildServiceProvider();
        var (http, address, stop) = (
            provider.GetRequiredService<IHttpClientFactory>().CreateClient("files"),
            "http://localhost/file",
            CancellationToken.None);
        await using var run = await progress.StartAsync(new PipelineStart("p", "user-1"), stop);

        await using var stage = await run.StartStageAsync("download", stop);
        using var request = new HttpRequestMessage(HttpMethod.Get, address).ReportDownload(stage);
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);

        Assert.Equal(Sample.Size, (await answer.Content.ReadAsByteArrayAsync(stop)).Length);
        await progress["p"].UntilAsync(static s => s.FindStage("download")?.CompletedUnits == Sample.Size);
    }

    [Fact]
    public async Task Model_ThatStreams()
    {
        await using var progress = new TestProgress();
        var (model, options, stop) = (new StreamingModel(), default(ChatOptions), CancellationToken.None);
        await using var run = await progress.StartAsync(new PipelineStart("p", "user-1"), stop);
        await using var stage = await run.StartStageAsync("answer", stop);

        using var chat = new ChatClientBuilder(model).UseDpaProgress().UseFunctionInvocation().Build();
        await foreach (var update in chat.GetStreamingResponseAsync("hello", options.ReportTo(stage), stop))
            Console.Write(update.Text);

        await progress["p"].UntilAsync(static s => s.FindStage("answer")?.Message == "3 tokens");
    }
}

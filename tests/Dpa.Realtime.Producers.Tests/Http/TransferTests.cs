using System.Net;
using Dpa.Realtime.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Producers.Tests.Http;

/// <summary>Transfers with a real HTTP server on the loopback address.</summary>
public sealed class TransferTests : IAsyncLifetime
{
    private const int Size = 300_000;
    private readonly TestProgress _progress = new();
    private WebApplication _server = null!;
    private ServiceProvider _services = null!;
    private HttpClient _http = null!;
    private PipelineRun _run = null!;
    private StageRun _stage = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private StageState Stage => _progress["p"].State!.FindStage("transfer")!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.MapPut("/files", static async (HttpRequest request) =>
        {
            long bytes = 0;
            var buffer = new byte[4096];
            while (await request.Body.ReadAsync(buffer) is > 0 and var read) bytes += read;
            return bytes;
        });
        _server.MapGet("/files", static () => Results.Bytes(new byte[Size]));
        _server.MapGet("/chunked", static async (HttpResponse response) =>
        {
            await response.StartAsync(); // no length
            await response.Body.WriteAsync(new byte[Size]);
        });
        _server.MapGet("/missing", static () => Results.NotFound());
        await _server.StartAsync(Ct);
        var services = new ServiceCollection();
        services.AddHttpClient("files", c => c.BaseAddress = new Uri(_server.Urls.First())).AddDpaProgress();
        _services = services.BuildServiceProvider();
        _http = _services.GetRequiredService<IHttpClientFactory>().CreateClient("files");
        _run = await _progress.StartAsync(new PipelineStart("p", "user-1") { Stages = [new("transfer")] }, Ct);
        _stage = await _run.StartStageAsync("transfer", Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _run.DisposeAsync();
        await _services.DisposeAsync();
        await _server.DisposeAsync();
        await _progress.DisposeAsync();
    }

    [Fact]
    public async Task Upload_ReportsItsBytes()
    {
        using var body = new ByteArrayContent(new byte[Size]);
        using var request = new HttpRequestMessage(HttpMethod.Put, "files") { Content = body }.ReportUpload(_stage);
        using var answer = await _http.SendAsync(request, Ct);
        await _stage.CompleteAsync(Ct);

        Assert.Equal($"{Size}", await answer.Content.ReadAsStringAsync(Ct));
        Assert.Equal((Size, Size, "bytes"), (Stage.CompletedUnits, Stage.TotalUnits, Stage.Unit));
    }

    [Fact]
    public async Task Download_ReportsItsBytesWhileItIsRead()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "files").ReportDownload(_stage);
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        await using var body = await answer.Content.ReadAsStreamAsync(Ct);
        await body.ReadExactlyAsync(new byte[Size / 2], Ct);
        await _progress["p"].UntilAsync(static s => s.FindStage("transfer") is { Progress: >= 50 and < 100 });
        await body.CopyToAsync(Stream.Null, Ct);
        await _stage.CompleteAsync(Ct);

        Assert.Equal((Size, Size), (Stage.CompletedUnits, Stage.TotalUnits));
        Assert.Equal(Size, answer.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task Transfers_ReadAndSentSynchronously_ReportTheirBytes()
    {
        using var handler = new ProgressHandler(new Echo());
        using var http = new HttpMessageInvoker(handler);
        using var upload = new HttpRequestMessage(HttpMethod.Put, "http://x/")
        {
            Content = new ByteArrayContent(new byte[Size]),
        };
        using var sent = http.Send(upload.ReportUpload(_stage), Ct);
        await _progress["p"].UntilAsync(static s => s.FindStage("transfer")!.CompletedUnits == Size);
        await _stage.RetryAsync(cancellationToken: Ct);

        using var download = new HttpRequestMessage(HttpMethod.Get, "http://x/").ReportDownload(_stage);
        using var answer = http.Send(download, Ct);
        using var body = answer.Content.ReadAsStream(Ct);
        body.CopyTo(Stream.Null);
        await _stage.CompleteAsync(Ct);

        Assert.Equal((2, Size, Size), (Stage.Attempt, Stage.CompletedUnits, Stage.TotalUnits));
    }

    [Fact]
    public async Task Stream_ThatIsReadFromItsMiddle_IsCountedFromThere()
    {
        using var source = new MemoryStream(new byte[Size]) { Position = Size / 2 };
        await using var read = source.WithProgress(_stage);
        await read.CopyToAsync(Stream.Null, Ct);
        await _stage.CompleteAsync(Ct);

        Assert.Equal((Size, Size), (Stage.CompletedUnits, Stage.TotalUnits));
    }

    [Fact]
    public async Task Download_WithoutALength_IsIndeterminateWithItsBytes()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "chunked").ReportDownload(_stage);
        using var answer = await _http.SendAsync(request, Ct);

        var state = await _progress["p"].UntilAsync(static s => s.FindStage("transfer")!.CompletedUnits == Size);
        Assert.True(state.FindStage("transfer")!.Indeterminate);
        Assert.Null(state.FindStage("transfer")!.TotalUnits);
    }

    [Fact]
    public async Task RequestsThatNameNoStage_AndRefusals_ReportNothing()
    {
        await _http.GetByteArrayAsync("files", Ct);
        using var request = new HttpRequestMessage(HttpMethod.Get, "missing").ReportDownload(_stage);
        using var answer = await _http.SendAsync(request, Ct);

        await _stage.CompleteAsync(Ct);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Null(Stage.CompletedUnits);
    }

    [Fact]
    public async Task Stream_ReadAndWritten_ReportsItsBytes()
    {
        using var source = new MemoryStream(new byte[Size]);
        await using var read = source.WithProgress(_stage);
        await read.CopyToAsync(Stream.Null, Ct);
        await _progress["p"]
            .UntilAsync(static s => s.FindStage("transfer") is { CompletedUnits: Size, TotalUnits: Size });

        await _stage.RetryAsync(cancellationToken: Ct);
        await using var written = Stream.Null.WithProgress(_stage, total: 2 * Size);
        await written.WriteAsync(new byte[Size], Ct);

        var half = await _progress["p"].UntilAsync(static s => s.FindStage("transfer") is { Attempt: 2, Progress: 50 });
        Assert.Equal(2 * Size, half.FindStage("transfer")!.TotalUnits);
    }

    [Fact]
    public async Task Upload_SentTwice_IsCountedAgainFromItsBeginning()
    {
        var sends = 0;
        using var handler = new ProgressHandler(new Twice(() => sends++));
        using var http = new HttpMessageInvoker(handler);
        using var body = new ByteArrayContent(new byte[Size]);
        using var request = new HttpRequestMessage(HttpMethod.Put, "http://x/") { Content = body }.ReportUpload(_stage);
        using var answer = await http.SendAsync(request, Ct);
        await _stage.CompleteAsync(Ct);

        Assert.Equal(2, sends);
        Assert.Equal((Size, Size), (Stage.CompletedUnits, Stage.TotalUnits));
    }

    /// <summary>Takes the body and answers with one, synchronously.</summary>
    private sealed class Echo : HttpMessageHandler
    {
        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Content?.CopyTo(Stream.Null, null, cancellationToken);
            return new HttpResponseMessage { Content = new ByteArrayContent(new byte[Size]) };
        }

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    /// <summary>Sends the body two times, as a redirect or a retry does.</summary>
    private sealed class Twice(Action sent) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            for (var i = 0; i < 2; i++)
            {
                await request.Content!.CopyToAsync(Stream.Null, cancellationToken);
                sent();
            }

            return new HttpResponseMessage();
        }
    }
}

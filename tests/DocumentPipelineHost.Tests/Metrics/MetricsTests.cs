using System.Net;
using System.Net.Http.Headers;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.People;
using DocumentPipelineHost.Tests.Services;
using Dpa.Realtime.Faults;

namespace DocumentPipelineHost.Tests.Metrics;

/// <summary><c>/metrics</c>: what stands there, and who may read it.</summary>
public sealed class MetricsTests
{
    private const string Token = "a token of the collector";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>In a process of its own: the instruments of all hosts of one process are one to a collector.</summary>
    [Fact]
    public async Task Scrape_ByAPrometheusTextParser_HasWhatHappened()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        await using var production = await place.StartChildAsync(
            "--environment", "Production", "--Accounts:FirstName", ProductionHost.Anna, "--Accounts:FirstPassword",
            ProductionHost.Password, "--Metrics:Token", Token);
        using var anna = new Person(production.Address);
        using var signedIn = await anna.SignInAsync(ProductionHost.Anna, ProductionHost.Password);
        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
        using var socket = await anna.OpenSocketAsync(ProductionHost.Anna);
        for (var i = 0; i < 3; i++)
            await anna.Client.EndAsync(
                await anna.Client.UploadAsync(Texts.Unique($"Text {i}."), $"{i}.txt", ("create_index", "true")));
        await anna.Client.EndAsync(
            await anna.Client.UploadAsync(Texts.BrokenPdf, "broken.pdf", ("create_index", "true")));
        using var collector = new HttpClient
        {
            BaseAddress = production.Address,
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Token) },
        };
        PrometheusText? metrics = null;

        await Eventually.HoldsAsync(
            async () =>
            {
                metrics = await ScrapeAsync(collector);
                return metrics.Names.Contains("documents_pipelines_ended_total")
                    && metrics.Value("documents_pipelines_ended_total", "status", "failed") > 0
                    && metrics.Value("documents_pipelines_ended_total", "status", "completed") >= 3;
            },
            "all ends are counted");

        Assert.Equal("COUNTER", metrics!.TypeOf("documents_pipelines_ended_total"));
        Assert.Equal(3, metrics.Value("documents_pipelines_ended_total", "status", "completed"));
        Assert.Equal(1, metrics.Value("documents_pipelines_ended_total", "error_type", "corrupt"));
        Assert.Equal("HISTOGRAM", metrics.TypeOf("documents_stage_duration_seconds"));
        var text = await collector.GetStringAsync("/metrics", Cancellation); // the parser makes one of all stages
        Assert.Contains(
            "documents_stage_duration_seconds_count{otel_scope_name=\"DocumentPipelineHost\",stage=\"index\"} 3\n",
            text, StringComparison.Ordinal);
        Assert.Equal(0, metrics.Value("documents_pipelines_queue", "status", "processing"));
        Assert.Equal(1, metrics.Value("dpa_realtime_connections", "transport", "websocket"));
        Assert.Contains("http_server_request_duration_seconds", metrics.Names);
    }

    [Fact]
    public async Task Scrape_InProduction_IsForOperatorsAndTheTokenOnly()
    {
        await using var production = await ProductionHost.StartAsync(
            Rows.Sqlite, null, "--Metrics:Token", Token, "--Accounts:Operators", ProductionHost.Ben);
        using var anna = await production.SignedInAsync(ProductionHost.Anna);
        using var ben = await production.SignedInAsync(ProductionHost.Ben);
        using var nobody = production.Nobody();

        Assert.Equal((401, "unauthorized"), await nobody.Client.ProblemAsync("/metrics"));
        Assert.Equal((403, "forbidden"), await anna.Client.ProblemAsync("/metrics"));
        using var answer = await ben.Http.GetAsync("/metrics", Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        nobody.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token + "x");
        Assert.Equal((401, "unauthorized"), await nobody.Client.ProblemAsync("/metrics"));
        Assert.DoesNotContain(
            "anna", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<PrometheusText> ScrapeAsync(HttpClient collector)
    {
        using var answer = await collector.GetAsync("/metrics", Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/plain", answer.Content.Headers.ContentType?.MediaType);
        return await PrometheusText.ParseAsync(await answer.Content.ReadAsStringAsync(Cancellation));
    }
}

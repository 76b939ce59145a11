using System.Net;
using System.Net.Http.Json;
using DocumentPipelineHost.Tests.Services;

namespace DocumentPipelineHost.Tests.Host;

/// <summary>What one user may ask; a token comes back after 17 minutes here, so no clock decides.</summary>
public sealed class RateLimitTests
{
    private const string Seldom = "0.001";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reads_BeyondTheBurst_Are429WithWhatToDo_AndOtherUsersGoOn()
    {
        using var folder = new DataFolderOfTest();
        await using var host = await TestHost.StartAsync(
            folder, "--RateLimit:ReadsPerSecond", Seldom, "--RateLimit:ReadBurst", "3");
        using var busy = host.As("busy");
        using var other = host.As("other");

        for (var i = 0; i < 3; i++)
            await busy.GetAsync("/api/v2/documents");
        using var refused = await busy.Http.GetAsync("/api/v2/documents", Cancellation);

        Assert.Equal((429, "rate_limited"), await HostClient.ProblemAsync(refused));
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 1000);
        await other.GetAsync("/api/v2/documents");
        await busy.UploadAsync(Texts.Unique("A write is another matter."), "write.txt");
        using var probe = await busy.Http.GetAsync("/healthz/ready", Cancellation);
        Assert.Equal(HttpStatusCode.OK, probe.StatusCode);
    }

    [Fact]
    public async Task Uploads_BeyondTheBurst_AreRefusedBeforeAnythingIsStored()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        await using var host = await place.StartAsync(
            "--RateLimit:WritesPerSecond", Seldom, "--RateLimit:WriteBurst", "2");
        using var busy = host.As("busy");

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(i => busy.PostAsync(Texts.Unique($"Text {i}."), $"{i}.txt")));

        Assert.Equal(2, answers.Count(static answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Equal(4, answers.Count(static answer => answer.StatusCode == HttpStatusCode.TooManyRequests));
        Assert.Equal(2, place.Count("documents"));
        foreach (var answer in answers)
            answer.Dispose();
    }

    [Fact]
    public async Task Passwords_OfOneAddressForManyNames_AreLimited()
    {
        using var folder = new DataFolderOfTest();
        await using var host = await TestHost.StartAsync(
            folder, "--RateLimit:SignInsPerSecond", Seldom, "--RateLimit:SignInBurst", "3");
        using var guesser = new HostClient(host.Address, null);
        guesser.Http.DefaultRequestHeaders.Add("X-CSRF", "1");

        List<HttpStatusCode> statuses = [];
        for (var i = 0; i < 5; i++)
        {
            using var answer = await guesser.Http.PostAsJsonAsync(
                "/api/v1/session", new { user_id = $"name-{i}", password = "some password" }, Cancellation);
            statuses.Add(answer.StatusCode);
        }

        Assert.Equal(
            [
                .. Enumerable.Repeat(HttpStatusCode.Unauthorized, 3),
                .. Enumerable.Repeat(HttpStatusCode.TooManyRequests, 2),
            ],
            statuses);
    }

    /// <summary>
    /// An open socket costs one request at most, and reads of the progress have the library's own limits.
    /// </summary>
    [Fact]
    public async Task LibrarysCalls_DoNotCount()
    {
        using var folder = new DataFolderOfTest();
        await using var host = await TestHost.StartAsync(
            folder, "--RateLimit:ReadsPerSecond", Seldom, "--RateLimit:ReadBurst", "1");
        using var user = host.As("user-1");

        for (var i = 0; i < 5; i++)
        {
            using var answer = await user.Http.GetAsync("/api/v1/pipelines/unknown-pipeline/progress", Cancellation);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }
}

using System.Net;

namespace Dpa.Realtime.Client.Tests;

/// <summary>Lists, which are read over HTTP.</summary>
public sealed class ListTests : RequestTest
{
    [Fact]
    public async Task Query_OfTheOwn_IsAPageAndNeedsNoConnection()
    {
        _server.Http.On(
            "/api/v1/pipelines",
            _ => FakeHttp.Json($$"""{"pipelines":[{{Frames.Full().ToJsonString()}}],"next":"more"}"""));
        await using var client = _server.Client();

        var page = await client.QueryAsync(cancellationToken: Stop);

        Assert.Equal(("p", "more"), (Assert.Single(page.Pipelines).Id, page.Next));
        Assert.Equal("?limit=50", _server.Http.Requests.Single().Query);
        Assert.Empty(_server.Sockets);
    }

    [Fact]
    public async Task Query_WithFilters_NamesThem()
    {
        _server.Http.On("/state", _ => FakeHttp.Json("""{"pipelines":[]}"""));
        await using var client = _server.Client(o => o.ProgressPrefix = "state/");
        var query = new PipelineQuery
        {
            Owner = "a&b", Kind = "import", Statuses = [PipelineStatus.Failed, PipelineStatus.Waiting], Limit = 20,
            Since = new DateTimeOffset(2026, 1, 31, 9, 0, 0, TimeSpan.FromHours(1)), Cursor = "c",
        };

        var page = await client.QueryAsync(query, Stop);

        Assert.Equal((0, null), (page.Pipelines.Length, page.Next));
        var request = _server.Http.Requests.Single();
        Assert.Equal("/app/state", request.Path);
        Assert.Equal(
            "?owner=a&b&status=failed,waiting&kind=import&since=2026-01-31T08:00:00.000Z&limit=20&cursor=c",
            Uri.UnescapeDataString(request.Query));
    }

    [Fact]
    public async Task Query_ThatIsRefused_SaysWhy()
    {
        _server.Http.On("/api/v1/pipelines", _ =>
        {
            var refused = FakeHttp.Json(
                """{"code":"invalid_message","title":"t","suggestion":"s"}""", HttpStatusCode.BadRequest);
            refused.Content.Headers.ContentType = new("application/problem+json");
            return refused;
        });
        await using var client = _server.Client();

        var refused = await Assert.ThrowsAsync<RealtimeException>(() =>
            client.QueryAsync(new PipelineQuery { Limit = 500 }, Stop));

        Assert.Equal(("invalid_message", "s"), (refused.Code, refused.Suggestion));
    }
}

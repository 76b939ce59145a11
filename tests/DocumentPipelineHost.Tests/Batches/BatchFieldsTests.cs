using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Tus;

namespace DocumentPipelineHost.Tests.Batches;

/// <summary>Ids that a call cannot honour are refused, and never ignored.</summary>
public sealed class BatchFieldsTests(EmbeddedHost host) : IClassFixture<EmbeddedHost>
{
    private readonly HostClient _client = host.Host.As($"fields-{Guid.NewGuid():N}");

    [Theory]
    [InlineData("pipeline_id", "pipeline_id_of_batch", "batch_id and pipeline_id")]
    [InlineData("batch_id", "batch_id_of_batch", "/api/v2/documents/upload")]
    public async Task Create_WithAnIdThatABatchDoesNotTake_IsRefused(string field, string code, string advice)
    {
        var (status, problem) = await _client.CreateBatchAsync(
            BatchClient.Files(1), (field, Guid.NewGuid().ToString()));

        Assert.Equal((400, code), (status, (string?)problem["code"]));
        Assert.Contains(field, (string?)problem["title"], StringComparison.Ordinal);
        Assert.Contains(advice, (string?)problem["suggestion"], StringComparison.Ordinal);
        Assert.Empty((await _client.GetAsync("/api/v2/documents"))["items"]!.AsArray());
    }

    [Theory]
    [InlineData("pipeline_id")]
    [InlineData("batch_id")]
    public async Task Create_WithAnEmptyId_IsAsWithout(string field)
    {
        var (status, _) = await _client.CreateBatchAsync(BatchClient.Files(1), (field, ""));

        Assert.Equal(202, status);
    }

    [Theory]
    [InlineData("pipeline_id")]
    [InlineData("batch_id")]
    [InlineData("project_id")]
    public async Task Upload_WithAnIdTwice_IsRefused(string field)
    {
        using var answer = await _client.PostAsync(
            Texts.Unique("Twice."), "twice.txt", (field, Guid.NewGuid().ToString()),
            (field, Guid.NewGuid().ToString()));

        Assert.Equal((400, "repeated_parameter"), await HostClient.ProblemAsync(answer));
        using var create = await _client.SendAsync(TusRequest.Create(
            10, (field, Guid.NewGuid().ToString()), (field, Guid.NewGuid().ToString())));
        Assert.Equal((400, "repeated_parameter"), await HostClient.ProblemAsync(create));
        Assert.Empty((await _client.GetAsync("/api/v2/documents"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Create_WithAProjectTwice_IsRefused()
    {
        var (status, problem) = await _client.CreateBatchAsync(
            BatchClient.Files(1), ("project_id", "a"), ("project_id", "b"));

        Assert.Equal((400, "repeated_parameter"), (status, (string?)problem["code"]));
    }

    [Fact]
    public async Task Counts_OfABatch_AreTheStatusesAlone()
    {
        var (_, batch) = await _client.CreateBatchAsync(BatchClient.Files(1));

        Assert.Equal(
            [
                "total", "uploading", "waiting", "pending", "processing", "interrupted", "completed", "failed",
                "cancelled", "joined",
            ],
            batch["counts"]!.AsObject().Select(static one => one.Key));
    }
}

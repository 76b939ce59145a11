using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Host;

namespace DocumentPipelineHost.Tests.Batches;

/// <summary>The batch calls.</summary>
internal static class BatchClient
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<(int Status, JsonNode Body)> CreateBatchAsync(
        this HostClient client, IEnumerable<(string Name, byte[] Content)> files,
        params (string Name, string Value)[] fields)
    {
        using var form = Form(files, fields);
        using var answer = await client.Http.PostAsync("/api/v2/batches", form, Cancellation);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!);
    }

    /// <summary>What <see cref="CreateBatchAsync"/> sends.</summary>
    public static MultipartFormDataContent Form(
        IEnumerable<(string Name, byte[] Content)> files, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
            form.Add(new StringContent(value), name);
        foreach (var (name, content) in files)
            form.Add(new ByteArrayContent(content), "file", name);
        form.Add(new StringContent("1"), "last"); // a form without any part has no boundary
        return form;
    }

    public static string Id(this JsonNode batch) => (string)batch["batch_id"]!;

    public static Task<JsonNode> BatchAsync(this HostClient client, string id) =>
        client.GetAsync($"/api/v2/batches/{id}");

    /// <summary>Waits until the batch's row and its parent pipeline have an end; the batch then.</summary>
    public static async Task<JsonNode> EndBatchAsync(this HostClient client, string id, int seconds = 120)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        JsonNode? batch = null;
        try
        {
            while (await tick.WaitForNextTickAsync(limit.Token))
            {
                batch = await client.BatchAsync(id);
                if (batch["ended_at"] is not null && (string?)batch["state"]!["status"] == (string?)batch["status"])
                    return batch;
                HostClient.LookSeldomer(tick, most: TimeSpan.FromMilliseconds(500)); // all its files are in the answer
            }
        }
        catch (OperationCanceledException) when (!Cancellation.IsCancellationRequested)
        {
            // Told below, with what the batch was.
        }

        throw new TimeoutException(
            $"The batch {id} did not end: {batch?["status"]} {batch?["counts"]} {batch?["state"]?["status"]} "
                + $"{batch?["state"]?["children"]}"
        );
    }

    public static IEnumerable<(string Name, byte[] Content)> Files(int count, int pages = 3) =>
        Enumerable.Range(1, count).Select(i => ($"file-{i}.txt", Texts.Long(pages)));
}

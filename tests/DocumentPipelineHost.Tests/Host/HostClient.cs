using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace DocumentPipelineHost.Tests.Host;

/// <summary>Calls the host as one user.</summary>
public sealed class HostClient : IDisposable
{
    /// <summary>
    /// Settings of a host whose clients may poll as fast as they can: some tests do, to see a moment.
    /// </summary>
    public static readonly string[] Unlimited =
    [
        "--RateLimit:ReadBurst", "10000000", "--RateLimit:WriteBurst", "10000000",
    ];

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>
    /// Of one call: a batch of 100 files that are stored one by one, on a machine that is far too busy.
    /// </summary>
    private static readonly TimeSpan CallLimit = TimeSpan.FromMinutes(6);

    public HostClient(Uri address, string? user)
    {
        Http = new HttpClient { BaseAddress = address, Timeout = CallLimit };
        if (user is not null)
            Http.DefaultRequestHeaders.Add("X-USER-ID", user);
    }

    /// <summary>With a way of its own to the host.</summary>
    public HostClient(HttpMessageHandler handler, Uri address) =>
        Http = new HttpClient(handler) { BaseAddress = address, Timeout = CallLimit };

    public HttpClient Http { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>An upload that must be accepted.</summary>
    public async Task<JsonNode> UploadAsync(byte[] content, string name, params (string Name, string Value)[] fields)
    {
        using var answer = await PostAsync(content, name, fields);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return JsonNode.Parse(text)!;
    }

    /// <summary>An upload, fields first, whatever becomes of it.</summary>
    public async Task<HttpResponseMessage> PostAsync(
        byte[] content, string name, params (string Name, string Value)[] fields)
    {
        using var form = new MultipartFormDataContent();
        foreach (var field in fields)
            form.Add(new StringContent(field.Value), field.Name);
        form.Add(new ByteArrayContent(content), "file", name);
        return await Http.PostAsync("/api/v2/documents/upload", form, Cancellation);
    }

    /// <summary>Interrupts, resumes, cancels or retries; the answer's status and body.</summary>
    public async Task<(int Status, JsonNode Body)> ControlAsync(
        JsonNode upload, string action, JsonNode? request = null)
    {
        ArgumentNullException.ThrowIfNull(upload);
        var path =
            $"/api/v2/documents/{upload["document_id"]}/pipeline/{upload["processing_pipeline"]!["pipeline_id"]}/{action}";
        return await PostAsync(path, request);
    }

    /// <summary>A call with a JSON body or none, whatever becomes of it.</summary>
    public async Task<(int Status, JsonNode Body)> PostAsync(string path, JsonNode? request = null)
    {
        using var body = request is null ? null : JsonContent.Create(request);
        using var answer = await Http.PostAsync(path, body, Cancellation);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!);
    }

    /// <summary>The present state of an upload's pipeline.</summary>
    public Task<JsonNode> StateAsync(JsonNode upload)
    {
        ArgumentNullException.ThrowIfNull(upload);
        return GetAsync(
            $"/api/v2/documents/{upload["document_id"]}/pipeline/{upload["processing_pipeline"]!["pipeline_id"]}/progress"
        );
    }

    public async Task<JsonNode> GetAsync(string path) => (await Http.GetFromJsonAsync<JsonNode>(path, Cancellation))!;

    /// <summary>The answer's status and the code of its problem.</summary>
    public static async Task<(int Status, string? Code)> ProblemAsync(HttpResponseMessage answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = (await answer.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!;
        Assert.False(string.IsNullOrWhiteSpace((string?)problem["title"]));
        Assert.False(string.IsNullOrWhiteSpace((string?)problem["suggestion"]));
        Assert.False(string.IsNullOrWhiteSpace((string?)problem["traceId"]));
        return ((int)answer.StatusCode, (string?)problem["code"]);
    }

    /// <summary>The whole problem, but for what tells one request from another.</summary>
    public static async Task<string> ProblemTextAsync(HttpResponseMessage answer)
    {
        await ProblemAsync(answer);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!.AsObject();
        problem.Remove("traceId");
        return problem.ToJsonString();
    }

    public async Task<(int Status, string? Code)> ProblemAsync(string path)
    {
        using var answer = await Http.GetAsync(path, Cancellation);
        return await ProblemAsync(answer);
    }

    /// <summary>Waits until the pipeline of an upload's answer is at its end; the last state.</summary>
    public Task<JsonNode> EndAsync(JsonNode upload)
    {
        ArgumentNullException.ThrowIfNull(upload);
        return EndAsync((string)upload["document_id"]!, (string)upload["processing_pipeline"]!["pipeline_id"]!);
    }

    /// <summary>What takes long is asked for less and less often: each answer takes from what is waited for.</summary>
    internal static void LookSeldomer(PeriodicTimer tick, TimeSpan most)
    {
        if (tick.Period < most)
            tick.Period *= 1.1;
    }

    public async Task<JsonNode> EndAsync(string documentId, string pipelineId)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Limit);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(25));
        while (await tick.WaitForNextTickAsync(limit.Token))
        {
            var state = await GetAsync($"/api/v2/documents/{documentId}/pipeline/{pipelineId}/progress");
            if ((string?)state["status"] is "completed" or "failed" or "cancelled")
                return state;
            LookSeldomer(tick, most: TimeSpan.FromMilliseconds(200));
        }

        throw new TimeoutException($"The pipeline {pipelineId} did not end.");
    }

    /// <summary>Waits until the pipeline, asked for by its id alone, has the status; the state then.</summary>
    public Task<JsonNode> UntilAsync(string pipelineId, string status) =>
        UntilAsync(pipelineId, found => found == status, status);

    /// <summary>As <see cref="UntilAsync(string, string)"/>, until any end.</summary>
    public Task<JsonNode> UntilEndAsync(string pipelineId) =>
        UntilAsync(pipelineId, static found => found is "completed" or "failed" or "cancelled", "at its end");

    private async Task<JsonNode> UntilAsync(string pipelineId, Func<string?, bool> fits, string what)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Limit);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(25));
        while (await tick.WaitForNextTickAsync(limit.Token))
        {
            using var answer = await Http.GetAsync($"/api/v1/pipelines/{pipelineId}/progress", limit.Token);
            if (!answer.IsSuccessStatusCode)
                continue;
            var state = JsonNode.Parse(await answer.Content.ReadAsStringAsync(limit.Token))!;
            if (fits((string?)state["status"]))
                return state;
        }

        throw new TimeoutException($"The pipeline {pipelineId} did not become {what}.");
    }

    public void Dispose() => Http.Dispose();
}

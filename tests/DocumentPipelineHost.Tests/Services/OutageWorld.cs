using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DocumentPipelineHost.Accounts;
using DocumentPipelineHost.Tests.Batches;
using DocumentPipelineHost.Tests.Control;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.People;
using DocumentPipelineHost.Tests.Storage;
using DocumentPipelineHost.Tests.Tus;
using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Proxy;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace DocumentPipelineHost.Tests.Services;

/// <summary>
/// A host of Production that reaches each of its services through a proxy, with something of a user's for every call to
/// act on: what runs, waits at a gate, is interrupted, failed, is stored alone, or is half uploaded.
/// </summary>
internal sealed class OutageWorld : IAsyncDisposable
{
    private static readonly (string, string)[] Index = [("create_index", "true")];
    private static readonly string[] Tables = ["documents", "pipelines", "batches", "uploads", "idempotency_keys"];

    private readonly TaskCompletionSource _gate = new();
    private readonly HostPlace _place;
    private readonly Dictionary<OutageOf, FaultProxy> _proxies = [];
    private TestHost? _host;
    private int _files;

    private OutageWorld(HostPlace place) => _place = place;

    public Person Anna { get; private set; } = null!;

    /// <summary>Who signs out and changes a password.</summary>
    public Person Ben { get; private set; } = null!;

    public TestHost Host => _host!;

    /// <summary>What a call acts on that no other call may spoil: by the end of its path, or its method.</summary>
    private Dictionary<string, Dictionary<string, string>> Subjects { get; } = new(StringComparer.Ordinal);

    /// <summary>What all others act on.</summary>
    public Dictionary<string, string> Usual { get; } = new(StringComparer.Ordinal);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<OutageWorld> CreateAsync()
    {
        var world = new OutageWorld(await HostPlace.CreateAsync(Rows.Shared));
        try
        {
            await world.StartAsync();
            await world.FillAsync();
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>The ids that a call's path names.</summary>
    public Dictionary<string, string> IdsOf(string method, string path)
    {
        var own = Subjects.FirstOrDefault(each =>
            method != "GET"
            && (path.EndsWith(each.Key, StringComparison.Ordinal)
                || (each.Key == method && path.Contains("/uploads/", StringComparison.Ordinal))));
        var ids = new Dictionary<string, string>(Usual, StringComparer.Ordinal);
        foreach (var (name, id) in own.Value ?? [])
            ids[name] = id;
        return ids;
    }

    public void Lose(OutageOf service, bool isSilent)
    {
        var proxy = _proxies[service];
        if (isSilent)
        {
            proxy.Rules = FaultRules.HalfOpen;
            return;
        }

        proxy.Refuse();
        proxy.ResetAll();
    }

    /// <summary>The service is back, and the gate open: all ends that can end.</summary>
    public async Task ComeBackAsync(OutageOf service)
    {
        _proxies[service].ResetAll();
        _proxies[service].Resume();
        _gate.TrySetResult();
        await Outage.UntilReadyAsync(Anna.Client);
        await Eventually.HoldsAsync(
            () => _place.Count("pipelines WHERE ended_at IS NULL AND status <> 'interrupted'") == 0,
            "what is not interrupted ends", Outage.Limit);
        Assert.Empty(_place.Folder.Files("incoming"));
        await Eventually.HoldsAsync(
            () => _place.Count("sessions WHERE revoked_at IS NOT NULL") == 0,
            "what a signed-out person had open was closed", Outage.Limit);
    }

    /// <summary>What the subscribers of a batch are shown of it, once it is what its row has.</summary>
    public Task ShownAsync(string end, string status)
    {
        var id = Subjects["batch_id}" + end]["batch_id"];
        return Eventually.HoldsAsync(
            async () => (string?)(await Anna.Client.GetAsync($"/api/v1/pipelines/{id}/progress"))["status"] == status,
            $"{end} shows {status}", Outage.Limit);
    }

    /// <summary>
    /// How many rows there are, and what nothing but a call changes here, past the host and its proxies.
    /// </summary>
    public string Kept() => string.Join(
        ", ",
        Tables.Select(table => $"{table} {_place.Count(table)}")
            .Append($"sessions {_place.Count("sessions WHERE revoked_at IS NULL")}")
            .Append(_place.Text("SELECT string_agg(id || ' ' || status, ' ' ORDER BY id) FROM batches")));

    /// <summary>How many completed pipelines have no document.</summary>
    public long CountWithoutDocument() =>
        _place.Count(
            "pipelines p WHERE p.document_id IS NOT NULL AND p.status = 'completed' "
            + "AND NOT EXISTS (SELECT 1 FROM documents d WHERE d.id = p.document_id)");

    public async ValueTask DisposeAsync()
    {
        Anna?.Dispose();
        Ben?.Dispose();
        _gate.TrySetResult();
        if (_host is not null)
            await _host.DisposeAsync();
        foreach (var proxy in _proxies.Values)
            await proxy.DisposeAsync();
        await _place.DisposeAsync();
    }

    private async Task StartAsync()
    {
        var postgres = new NpgsqlConnectionStringBuilder(_place.Settings[1]);
        _proxies[OutageOf.Postgres] = FaultProxy.Start(postgres.Port);
        _proxies[OutageOf.Redis] = FaultProxy.Start(_place.Redis.Port);
        _proxies[OutageOf.S3] = FaultProxy.Start((await SharedSwift.Server).Port);
        (postgres.Host, postgres.Port) = ("127.0.0.1", _proxies[OutageOf.Postgres].Port);
        _host = await _place.StartAsync(
            Gates.Before("index", (work, ct) =>
                work.Document.Filename.StartsWith("held", StringComparison.Ordinal)
                    ? _gate.Task.WaitAsync(ct) : Task.CompletedTask),
            [
                "--ConnectionStrings:Postgres", postgres.ConnectionString,
                "--ConnectionStrings:Redis", _proxies[OutageOf.Redis].Address,
                .. SharedSwift.Settings(_proxies[OutageOf.S3].Address)
                    .Select(static each => $"--{each.Key}={each.Value}"),
                "--environment", "Production", "--Accounts:FirstName", ProductionHost.Anna,
                "--Accounts:FirstPassword", ProductionHost.Password, "--Accounts:Operators", ProductionHost.Anna,
                "--Pipeline:Workers", "12",
            ]);
        (Anna, Ben) = (new Person(_host.Address), new Person(_host.Address));
        await _host.Services.GetRequiredService<AccountStore>().SetAsync(ProductionHost.Ben, ProductionHost.Password);
        (await Anna.SignInAsync(ProductionHost.Anna, ProductionHost.Password)).EnsureSuccessStatusCode();
        (await Ben.SignInAsync(ProductionHost.Ben, ProductionHost.Password)).EnsureSuccessStatusCode();
    }

    private async Task FillAsync()
    {
        var client = Anna.Client;
        var first = await client.UploadAsync(
            Texts.English, "first.md", [.. HostAtWork.All, ("deep_analysis", "true")]);
        await client.EndAsync(first);
        Put("", first);
        var held = new List<JsonNode>();
        foreach (var end in (string[])["/interrupt", "/cancel", "/resume", "/control"])
            held.Add(Put($"pipeline_id}}{end}", await client.UploadAsync(Unique(), "held.md", Index)));
        await client.UntilAsync(Pipeline(held[2]), "processing");
        await client.ControlAsync(held[2], "interrupt");
        await client.UntilAsync(Pipeline(held[2]), "interrupted");
        var failed = await client.UploadAsync(RealFiles.Copy(0, "corrupt.pdf").Content, "failed.pdf", Index);
        await client.EndAsync(Put("pipeline_id}/retry", failed));
        foreach (var end in (string[])["/start", "/{operation}/execute"])
            Put(end, await client.UploadAsync(Unique(), "stored.md"));
        var deleted = Put("/v1/documents/{document_id}", await client.UploadAsync(Unique(), "held.md", Index));
        await client.UntilAsync(Pipeline(deleted), "processing");
        await client.ControlAsync(deleted, "interrupt");
        await client.UntilAsync(Pipeline(deleted), "interrupted");
        foreach (var end in (string[])["/interrupt", "/cancel", "/resume"])
            await BatchAsync(end, ("held-in-a-batch.md", Unique()));
        var interrupted = Subjects["batch_id}/resume"]["batch_id"];
        await client.PostAsync($"/api/v2/batches/{interrupted}/interrupt");
        await Eventually.HoldsAsync(
            () => _place.Count($"pipelines WHERE parent_id = '{interrupted}' AND status = 'interrupted'") == 1,
            "the batch's file is interrupted", Outage.Limit);
        await client.EndBatchAsync(await BatchAsync("/retry", RealFiles.Copy(1, "corrupt.pdf")));
        foreach (var end in (string[])["", "DELETE"])
        {
            var url = await client.CreateUploadAsync(1000, ("filename", "part.txt"));
            (end.Length == 0 ? Usual : Subjects[end] = [])["id"] = url.Split('/')[^1];
        }

        using var notified = await Anna.Http.PutAsJsonAsync(
            "/api/v2/notifications", new { webhook = new { url = "https://example.com/hook" } }, Cancellation);
        notified.EnsureSuccessStatusCode();
        Usual["batch_id"] = Subjects["batch_id}/retry"]["batch_id"];
        Usual["ids"] = Usual["pipeline_id"];
    }

    private async Task<string> BatchAsync(string end, (string Name, byte[] Content) file)
    {
        var (status, batch) = await Anna.Client.CreateBatchAsync([file], Index);
        Assert.Equal(202, status);
        Subjects["batch_id}" + end] = new(StringComparer.Ordinal) { ["batch_id"] = batch.Id() };
        return batch.Id();
    }

    private JsonNode Put(string end, JsonNode upload)
    {
        var ids = end.Length == 0 ? Usual : Subjects[end] = new(StringComparer.Ordinal);
        ids["document_id"] = (string)upload["document_id"]!;
        if (upload["processing_pipeline"] is not null)
            ids["pipeline_id"] = Pipeline(upload);
        return upload;
    }

    private static string Pipeline(JsonNode upload) => (string)upload["processing_pipeline"]!["pipeline_id"]!;

    private byte[] Unique() => Texts.Unique($"The crane of hall {++_files} lifts containers.");
}

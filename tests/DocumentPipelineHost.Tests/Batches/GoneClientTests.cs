using DocumentPipelineHost.Storage;
using DocumentPipelineHost.Tests.Control;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using DocumentPipelineHost.Tests.Tus;
using Dpa.Realtime.Faults;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace DocumentPipelineHost.Tests.Batches;

/// <summary>Clients, or proxies before them, that stop waiting once all their bytes have come.</summary>
public sealed class GoneClientTests
{
    private const string User = HostAtWork.User;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly (string, string)[] Index = [("create_index", "true")];

    private readonly TaskCompletionSource _storing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly AbortWatch _gone = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Create_ClientGoneAfterTheLastByte_AcceptsAllFiles(Rows rows)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        await using var host = await place.StartAsync(HoldTheFirst);
        using var client = host.As(User);
        client.Http.DefaultRequestHeaders.Add("Idempotency-Key", "gone");
        var files = BatchClient.Files(4).ToList();

        await LeaveAsync(client, "/api/v2/batches", BatchClient.Form(files, Index));

        var batch = "";
        await Eventually.HoldsAsync(
            async () =>
            {
                var (status, body) = await client.CreateBatchAsync(files, Index);
                batch = status == 202 ? body.Id() : "";
                return status == 202;
            },
            "the first request has ended", Limit);
        var ended = await client.EndBatchAsync(batch);
        Assert.Equal(
            ("completed", 4, 0),
            (ended.Status(), (int)ended["counts"]!["completed"]!, (int)ended["counts"]!["failed"]!));
        Assert.Equal((1, 4), (place.Count("batches"), place.Count("documents")));
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Upload_ClientGoneAfterTheLastByte_IsStored(Rows rows)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        await using var host = await place.StartAsync(HoldTheFirst);
        using var client = host.As(User);
        var pipeline = Guid.NewGuid().ToString();
        var form = new MultipartFormDataContent
        {
            { new StringContent(pipeline), "pipeline_id" },
            { new StringContent("true"), "create_index" },
            { new ByteArrayContent(Texts.English), "file", "cranes.md" },
        };

        await LeaveAsync(client, "/api/v2/documents/upload", form);

        var ended = await client.UntilEndAsync(pipeline);
        Assert.Equal(("completed", null), (ended.Status(), (string?)ended["error_info"]?["code"]));
        Assert.Equal(1, place.Count("documents"));
    }

    /// <summary>The first file waits until the host knows that its client has gone.</summary>
    private void HoldTheFirst(IServiceCollection services)
    {
        services.AddSingleton<IStartupFilter>(_gone);
        Wrapped.Around<IOriginalStore>(inner => new HeldOriginals(inner, async () =>
        {
            _storing.TrySetResult();
            await _gone.Seen.WaitAsync(Limit, CancellationToken.None);
        }))(services);
    }

    /// <summary>Sends a form, and goes when its first file is about to be stored.</summary>
    private async Task LeaveAsync(HostClient client, string path, HttpContent form)
    {
        using (form)
        using (var leaving = new CancellationTokenSource())
        {
            var sending = client.Http.PostAsync(path, form, leaving.Token);
            await _storing.Task.WaitAsync(Limit, Cancellation);
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        }
    }
}

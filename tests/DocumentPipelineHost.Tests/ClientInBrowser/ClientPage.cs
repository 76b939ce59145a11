using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.ClientInBrowser;

/// <summary>A tab with a client in it.</summary>
internal sealed class ClientPage(IPage page) : RecordedClient
{
    public IPage Page => page;

    /// <summary>
    /// Opens <c>client.html</c>. What is in <paramref name="options"/> are options of the client, by their names.
    /// </summary>
    public Task OpenAsync(Uri server, JsonObject? options, params string[] watched) =>
        OpenAsync("client.html", server, options, watched);

    /// <summary>The same with the client in a dedicated worker.</summary>
    public Task OpenWorkerAsync(Uri server, JsonObject? options, params string[] watched) =>
        OpenAsync("worker.html", server, options, watched);

    public override async Task<Told> ToldAsync() => Told.Parse(await page.EvaluateAsync<string>("() => page.report()"));

    public Task<string[]> LifeAsync() => page.EvaluateAsync<string[]>("() => page.life");

    public Task FreezeAsync() => SetLifecycleAsync("frozen");

    public Task ResumeAsync() => SetLifecycleAsync("active");

    /// <summary>Back to it from the page that it was left for.</summary>
    public async Task GoBackAsync()
    {
        // the answer comes before the page is left
        await page.EvaluateAsync("() => { setTimeout(() => history.back()); }");
        // out of the cache it is no navigation to Playwright
        await page.WaitForFunctionAsync("() => globalThis.page !== undefined");
    }

    private async Task SetLifecycleAsync(string state) =>
        await (await RealTabs.DevToolsAsync(page)).SendAsync("Page.setWebLifecycleState", new() { ["state"] = state });

    private async Task OpenAsync(string file, Uri server, JsonObject? options, string[] watched)
    {
        var all = options?.DeepClone().AsObject() ?? [];
        all["userId"] = PageServer.User;
        all["watch"] = new JsonArray([.. watched.Select(id => (JsonNode)id)]);
        await page.GotoAsync($"{server}{file}?options={Uri.EscapeDataString(all.ToJsonString())}");
    }
}

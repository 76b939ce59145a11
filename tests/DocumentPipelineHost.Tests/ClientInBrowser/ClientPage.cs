using System.Text.Json.Nodes;
using Dpa.Realtime.Faults;
using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.ClientInBrowser;

/// <summary>A tab with <c>client.html</c> in it.</summary>
internal sealed class ClientPage(IPage page)
{
    public IPage Page => page;

    /// <summary>Opens it. What is in <paramref name="options"/> are options of the client, by their names.</summary>
    public async Task OpenAsync(Uri server, JsonObject? options, params string[] watched)
    {
        var all = options?.DeepClone().AsObject() ?? [];
        all["userId"] = PageServer.User;
        all["watch"] = new JsonArray([.. watched.Select(id => (JsonNode)id)]);
        await page.GotoAsync($"{server}client.html?options={Uri.EscapeDataString(all.ToJsonString())}");
    }

    public async Task<Told> ToldAsync() => Told.Parse(await page.EvaluateAsync<string>("() => page.report()"));

    public Task<string[]> LifeAsync() => page.EvaluateAsync<string[]>("() => page.life");

    public Task ExpectStatusAsync(string status, int withinSeconds = 30) =>
        ExpectAsync(told => told.Status == status, $"status {status}", withinSeconds);

    /// <summary>Waits until the page's own count of states of a pipeline has grown by so many: news arrives.</summary>
    public async Task ExpectNewsAsync(string pipeline, int states = 3)
    {
        var before = (await ToldAsync()).Of(pipeline).States;
        await ExpectAsync(told => told.Of(pipeline).States >= before + states, $"{states} more states of {pipeline}");
    }

    public async Task ExpectAsync(Func<Told, bool> holds, string what, int withinSeconds = 30)
    {
        Told? last = null;
        try
        {
            await Eventually.HoldsAsync(async () => holds(last = await ToldAsync()), what, TimeSpan.FromSeconds(withinSeconds));
        }
        catch (TimeoutException)
        {
            Assert.Fail($"It did not come to be: {what}. The page says: {last}");
        }
    }
}

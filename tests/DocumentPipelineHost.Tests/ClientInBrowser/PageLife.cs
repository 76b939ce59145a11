using System.Text.Json.Nodes;
using Dpa.Realtime.Faults.Proxy;

namespace DocumentPipelineHost.Tests.ClientInBrowser;

/// <summary>A tab in front that watches work, live and with news, and what goes over its sockets.</summary>
internal sealed class PageLife : IAsyncDisposable
{
    private PageLife(PageServer server, FaultProxy proxy, Work work, ClientPage page) =>
        (Server, Proxy, Work, Page, Wire) = (server, proxy, work, page, new Wire(page.Page));

    public PageServer Server { get; }

    public FaultProxy Proxy { get; }

    public Work Work { get; }

    public ClientPage Page { get; }

    public Wire Wire { get; }

    public static async Task<PageLife> StartAsync(
        RealTabs tabs, JsonObject? options, TimeSpan? heartbeat, bool saveData)
    {
        var tab = await tabs.OpenTabAsync();
        var server = await PageServer.StartAsync(o => o.HeartbeatInterval = heartbeat ?? o.HeartbeatInterval);
        var work = await Work.StartAsync(server.Progress);
        var life = new PageLife(server, FaultProxy.Start(server.Port), work, new ClientPage(tab));
        var devTools = await RealTabs.DevToolsAsync(tab);
        await devTools.SendAsync("Emulation.setDataSaverOverride", new() { ["dataSaverEnabled"] = saveData });
        await life.Page.OpenAsync(new Uri($"http://{life.Proxy.Address}/"), options, work.Id);
        await life.Page.ExpectStatusAsync("live");
        await life.Page.ExpectNewsAsync(work.Id);
        return life;
    }

    /// <summary>The work ends, and the page ends at the truth.</summary>
    public async Task EndAsync()
    {
        await Work.EndAsync();
        await Told.ExpectTruthAsync(Page.ToldAsync, await Server.StateAsync(Work.Id));
    }

    public async ValueTask DisposeAsync()
    {
        await Page.Page.CloseAsync();
        await Proxy.DisposeAsync();
        await Work.DisposeAsync();
        await Server.DisposeAsync();
    }
}

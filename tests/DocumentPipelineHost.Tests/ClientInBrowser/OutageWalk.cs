using System.Text.Json.Nodes;
using Dpa.Realtime.Faults.Proxy;
using DocumentPipelineHost.Tests.Browser;
using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.ClientInBrowser;

/// <summary>A page that watches work through something that can fail, live and with news.</summary>
internal sealed class OutageWalk : IAsyncDisposable
{
    private readonly PageServer _server;
    private readonly IBrowserContext _context;

    private OutageWalk(
        PageServer server, IBrowserContext context, FaultProxy proxy, SocketGate? gate, Work work, ClientPage page
    ) => (_server, _context, Proxy, Gate, Work, Page) = (server, context, proxy, gate, work, page);

    public FaultProxy Proxy { get; }

    /// <summary>Where asked for: it tells sockets from streams.</summary>
    public SocketGate? Gate { get; }

    public Work Work { get; }

    public ClientPage Page { get; }

    public static async Task<OutageWalk> StartAsync(Chromium chromium, JsonObject options, bool gated = false)
    {
        var context = await chromium.OpenDesktopAsync();
        var server = await PageServer.StartAsync();
        var proxy = FaultProxy.Start(server.Port);
        var gate = gated ? new SocketGate(server.Address) : null;
        var work = await Work.StartAsync(server.Progress);
        var walk = new OutageWalk(server, context, proxy, gate, work, new ClientPage(await context.NewPageAsync()));
        await walk.Page.OpenAsync(gate?.Address ?? new Uri($"http://{proxy.Address}/"), options, work.Id);
        await walk.Page.ExpectStatusAsync("live");
        await walk.Page.ExpectNewsAsync(work.Id);
        return walk;
    }

    /// <summary>The work ends, and the page ends at the truth.</summary>
    public async Task EndAsync()
    {
        await Work.EndAsync();
        await Told.ExpectTruthAsync(Page.ToldAsync, await _server.StateAsync(Work.Id));
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        await Proxy.DisposeAsync();
        if (Gate is not null) await Gate.DisposeAsync();
        await Work.DisposeAsync();
        await _server.DisposeAsync();
    }
}

using Bunit;
using Dpa.Realtime.Client.Blazor;
using Dpa.Realtime.Faults;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using static Dpa.Realtime.Client.Tests.Fakes.FakeServer;

namespace Dpa.Realtime.Client.Tests.Blazor;

/// <summary>The component, rendered without a browser, with a client whose server is in memory.</summary>
public sealed class PipelineProgressTests
{
    private readonly FakeServer _server = new();

    [Fact]
    public async Task State_IsShownAsAnAccessibleBar_WithNoValueWhileNothingIsKnown()
    {
        await using var client = await _server.LiveAsync();
        await using var context = new BunitContext();
        context.Services.AddSingleton(client);
        var page = context.Render<PipelineProgress>(p => p.Add(c => c.PipelineId, "p").Add(c => c.Label, "Upload"));
        await SubscribedAsync("p");
        Assert.Equal("pipeline", (string?)_server.Socket.SaidOf("subscribe_pipeline").Single()["detail"]);
        Assert.Null(page.Find("[role=progressbar]").GetAttribute("aria-valuenow"));
        Assert.Equal("Waiting for progress", page.Find("[role=progressbar]").GetAttribute("aria-valuetext"));

        _server.Socket.Push(Frames.Full(progress: 41.9));
        await UntilAsync(() => page.Find("[role=progressbar]").GetAttribute("aria-valuenow") == "41");

        Assert.Equal("Upload", page.Find("[role=progressbar]").GetAttribute("aria-label"));
        Assert.Equal("41 %", page.Find("span").TextContent);
        Assert.Equal("transform: scaleX(0.419)", page.Find(".dpa-progress-fill").GetAttribute("style"));
        Assert.Equal("processing", page.Find(".dpa-progress").GetAttribute("data-status"));
    }

    [Fact]
    public async Task AnotherId_IsFollowedAndTheOldOneLeft_AndSoIsThatWithTheComponent()
    {
        await using var client = await _server.LiveAsync();
        await using var context = new BunitContext();
        var page = context.Render<PipelineProgress>(p => p.Add(c => c.PipelineId, "p").Add(c => c.Client, client));
        await SubscribedAsync("p");
        _server.Socket.Push(Frames.Full(progress: 80));
        await UntilAsync(() => page.Markup.Contains("80 %", StringComparison.Ordinal));
        page.Render(p => p.Add(c => c.PipelineId, "q"));
        await UntilAsync(() => !page.Markup.Contains("80 %", StringComparison.Ordinal));
        await _server.AdvanceUntilAsync(() => Left("p"));
        await _server.AdvanceUntilAsync(() => Subscribed("q"));

        await context.DisposeComponentsAsync();
        await _server.AdvanceUntilAsync(() => Left("q"));
    }

    [Fact]
    public async Task End_IsToldOnce_AndWhatIsNotThereIsSaid()
    {
        await using var client = await _server.LiveAsync();
        await using var context = new BunitContext();
        var ends = new List<PipelineStatus>();
        var page = context.Render<PipelineProgress>(p => p
            .Add(c => c.PipelineId, "p")
            .Add(c => c.Client, client)
            .Add(c => c.Ended, EventCallback.Factory.Create<PipelineState>(this, s => ends.Add(s.Status))));
        await SubscribedAsync("p");
        _server.Socket.Push(Frames.Full(version: 2, progress: 100, status: "completed"));
        _server.Socket.Push(Frames.Full(version: 3, progress: 100, status: "completed"));
        await UntilAsync(() => client.GetState("p")?.Position.Version == 3 && ends.Count > 0);
        _server.Socket.Push(new { type = "error", code = "not_found", message = "Not found.", pipeline_id = "p" });
        await UntilAsync(() => page.Markup.Contains("Not found", StringComparison.Ordinal));

        Assert.Equal([PipelineStatus.Completed], ends);
        Assert.Equal("not_found", page.Find(".dpa-progress").GetAttribute("data-status"));
    }

    [Fact]
    public async Task ManyChangesAtOnce_FollowTheLastAlone()
    {
        await using var client = await _server.LiveAsync();
        await using var context = new BunitContext();
        var page = context.Render<PipelineProgress>(p => p.Add(c => c.PipelineId, "p").Add(c => c.Client, client));
        await SubscribedAsync("p");
        foreach (var id in (string[])["q", "p", "q", "r"]) page.Render(p => p.Add(c => c.PipelineId, id));
        await _server.AdvanceUntilAsync(() => Subscribed("r"));
        await _server.AdvanceUntilAsync(() => Left("p"));
        _server.Socket.Push(Frames.Full(id: "r", progress: 30));
        await UntilAsync(() => page.Markup.Contains("30 %", StringComparison.Ordinal));

        await context.DisposeComponentsAsync();
        await _server.AdvanceUntilAsync(() => Left("r"));
        Assert.Null(client.GetState("r"));
    }

    [Fact]
    public async Task HandlerThatThrows_IsShownToTheApplication_AndReadingGoesOn()
    {
        await using var client = await _server.LiveAsync();
        await using var context = new BunitContext();
        var page = context.Render<PipelineProgress>(p => p
            .Add(c => c.PipelineId, "p")
            .Add(c => c.Client, client)
            .Add(
                c => c.StateChanged,
                EventCallback.Factory.Create<PipelineState>(
                    this, s => throw new InvalidOperationException($"{s.OverallProgress}"))));
        await SubscribedAsync("p");
        _server.Socket.Push(Frames.Full(progress: 10));
        var shown = await context.Renderer.UnhandledException.WaitAsync(
            Wait.Limit, Xunit.TestContext.Current.CancellationToken);
        Assert.Equal("10", shown.Message);
        _server.Socket.Push(Frames.Full(version: 2, progress: 20));
        await UntilAsync(() => page.Markup.Contains("20 %", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ClientThatWasRefused_IsFollowedAgainOnceItIsStarted()
    {
        await using var client = await _server.LiveAsync();
        await using var context = new BunitContext();
        var page = context.Render<PipelineProgress>(p => p.Add(c => c.PipelineId, "p").Add(c => c.Client, client));
        await SubscribedAsync("p");
        _server.Socket.Drop(4403);
        await UntilAsync(() => page.Markup.Contains("No access", StringComparison.Ordinal));
        client.Start();
        await _server.GreetAsync(client, 2);
        await SubscribedAsync("p");
        await UntilAsync(() =>
        {
            _server.Socket.Push(Frames.Full(progress: 30)); // again where the component was not there yet
            return page.Markup.Contains("30 %", StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task WithoutAClient_SaysWhatIsMissing()
    {
        await using var context = new BunitContext();
        var error = Assert.Throws<InvalidOperationException>(() =>
            context.Render<PipelineProgress>(p => p.Add(c => c.PipelineId, "p")));
        Assert.Contains("AddDpaRealtimeClient", error.Message, StringComparison.Ordinal);
    }

    private bool Subscribed(string id) => Says("subscribe_pipeline", id);

    private bool Left(string id) => Says("unsubscribe_pipeline", id);

    private bool Says(string type, string id) =>
        _server.Socket.SaidOf(type).Any(m => m["pipeline_ids"]!.AsArray().Any(i => (string?)i == id));

    private Task SubscribedAsync(string id) => UntilAsync(() => Subscribed(id));
}

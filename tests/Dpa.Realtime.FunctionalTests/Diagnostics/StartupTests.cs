using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dpa.Realtime.FunctionalTests.Diagnostics;

/// <summary>What an application hears that is put together wrong.</summary>
public sealed class StartupTests
{
    [Fact]
    public async Task Start_WithWrongSettings_SaysAllOfThem()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            RealtimeServer.StartAsync(o => (o.MaxConnections, o.MessageBurst) = (0, -1)));

        Assert.Contains(
            "DpaRealtimeOptions.MaxConnections must be at least 1; it is 0.", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            "DpaRealtimeOptions.MessageBurst must be at least 1; it is -1.", error.Message, StringComparison.Ordinal);
    }

    /// <summary>A node that only produces maps nothing, and is told too.</summary>
    [Fact]
    public async Task Start_OfAWorkerWithWrongSettings_Fails()
    {
        var builder = Host.CreateEmptyApplicationBuilder(
            new HostApplicationBuilderSettings { EnvironmentName = "Production" });
        builder.Services.AddLogging().AddDpaRealtime(o => o.ProducerLease = TimeSpan.Zero);
        using var host = builder.Build();

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal(
            "DpaRealtimeOptions.ProducerLease must be from 3 seconds to 1 day; it is 00:00:00.", error.Message);
    }

    [Fact]
    public async Task Settings_FromTheConfiguration_AreTakenAndValidated()
    {
        await using var server = await RealtimeServer.StartAsync(build: b =>
            Bind(
                b, ("HeartbeatInterval", "00:00:07"), ("LostProducerStatus", "Interrupted"),
                ("AllowedOrigins:0", "https://app.example")
            ));
        var options = server.Services.GetRequiredService<DpaRealtimeOptions>();

        Assert.Equal(
            (TimeSpan.FromSeconds(7), PipelineStatus.Interrupted),
            (options.HeartbeatInterval, options.LostProducerStatus));
        Assert.Equal(["https://app.example"], options.AllowedOrigins);
        var outside = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            RealtimeServer.StartAsync(build: b => Bind(b, ("MaxMessageBytes", "5"))));
        Assert.Equal("DpaRealtimeOptions.MaxMessageBytes must be from 1,024 to 1,048,576; it is 5.", outside.Message);
        var unreadable = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            RealtimeServer.StartAsync(build: b => Bind(b, ("HeartbeatInterval", "soon"))));
        Assert.Contains("'soon'", unreadable.Message, StringComparison.Ordinal);
        Assert.Contains("DpaRealtime:HeartbeatInterval", unreadable.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Map_WithoutTheServices_SaysTheLineToAdd()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        await using var app = builder.Build();

        Assert.Contains(
            "builder.Services.AddDpaRealtime();",
            Assert.Throws<InvalidOperationException>(() => app.MapDpaWebSocket()).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "builder.Services.AddDpaRealtime();",
            Assert.Throws<InvalidOperationException>(() => app.MapDpaProgress()).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithoutAuthentication_WarnsOnceWithTheLinesToAddAndAnswers401WithASuggestion()
    {
        using var lines = new LogLines();
        await using var server = await RealtimeServer.StartAsync(build: lines.AddTo, environment: "Production");

        var warning = Assert.Single(lines.All, l => l.Level >= LogLevel.Warning);
        Assert.Contains("builder.Services.AddAuthentication()", warning.Message, StringComparison.Ordinal);
        Assert.Contains("app.UseAuthentication();", warning.Message, StringComparison.Ordinal);
        Assert.Contains(
            "builder.Services.AddDpaRealtime(o => o.AllowAnonymous = true);",
            warning.Message, StringComparison.Ordinal);

        using var http = new HttpClient { BaseAddress = server.Http };
        http.DefaultRequestHeaders.Add("X-USER-ID", "user-1");
        foreach (var path in new[] { "/api/v1/pipelines/p/progress", "/api/v1/pipelines/events?ids=p" })
        {
            using var answer = await http.GetAsync(
                new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Contains(
                "Sign in", (string?)
                    (await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))![
                        "suggestion"
                    ],
                StringComparison.Ordinal);
        }

        Assert.Single(lines.All, l => l.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Start_WithAuthenticationOrASelector_WarnsOfNothing()
    {
        using var lines = new LogLines();
        await using var withScheme = await RealtimeServer.StartAsync(environment: "Production", build: b =>
        {
            lines.AddTo(b);
            b.Services.AddAuthentication().AddCookie();
        });
        await using var withSelector = await RealtimeServer.StartAsync(
            o => o.UserIdSelector = _ => "user-1",
            lines.AddTo, environment: "Production");

        Assert.DoesNotContain(lines.All, l => l.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Start_WithAllowAnonymousInProduction_WarnsOnceAndServes()
    {
        using var lines = new LogLines();
        await using var server = await RealtimeServer.StartAsync(
            o => o.AllowAnonymous = true,
            lines.AddTo, environment: "Production");
        await using var first = await WireClient.ConnectAsync(server);
        await using var second = await WireClient.ConnectAsync(server, "user-2");

        var warning = Assert.Single(lines.All, l => l.Level >= LogLevel.Warning);
        Assert.Equal("AnonymousAllowed", warning.Event);
        Assert.Contains("the environment is Production", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Development_ServesCallersWithoutIdentityAndWarnsOnce()
    {
        using var lines = new LogLines();
        await using var server = await RealtimeServer.StartAsync(build: lines.AddTo);
        Assert.DoesNotContain(lines.All, l => l.Level >= LogLevel.Warning);

        await using var first = await WireClient.ConnectAsync(server);
        await using var second = await WireClient.ConnectAsync(server, "user-2");

        Assert.Equal("AnonymousServed", Assert.Single(lines.All, l => l.Level >= LogLevel.Warning).Event);
    }

    private static void Bind(DpaRealtimeBuilder builder, params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create($"DpaRealtime:{s.Name}", (string?)s.Value)))
            .Build();
        builder.Services.AddSingleton<IConfiguration>(configuration);
        builder.Services.AddOptions<DpaRealtimeOptions>().BindConfiguration("DpaRealtime");
    }
}

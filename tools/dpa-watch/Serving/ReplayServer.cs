extern alias server;

using System.Net;
using Dpa.Realtime.Watch.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using server::Dpa.Realtime;
using server::Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Watch.Serving;

// The folder Serving: a recorded run behind the library's own endpoints, for any client of the protocol.

/// <summary>The library's server on this machine only, with the recorded pipeline and nothing else.</summary>
internal sealed class ReplayServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ReplayBackplane _backplane;
    private readonly ReplayAuthorizer _authorizer;

    private ReplayServer(WebApplication app, ReplayBackplane backplane, ReplayAuthorizer authorizer) =>
        (_app, _backplane, _authorizer) = (app, backplane, authorizer);

    public string Address =>
        _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>Ends when a client asks for the pipeline.</summary>
    public Task AskedFor => _authorizer.AskedFor;

    /// <exception cref="IOException">The port cannot be used.</exception>
    public static async Task<ReplayServer> StartAsync(
        Client.PipelineState first, ReplayArguments arguments, CancellationToken cancellationToken)
    {
        var (backplane, authorizer) = (new ReplayBackplane(ServerStates.Of(first)), new ReplayAuthorizer());
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, arguments.Port));
        builder.Services.AddRoutingCore();
        builder.Services.AddLogging();
        builder.Services.Configure<HostOptions>(static h => h.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.Services.AddSingleton<IBackplane>(backplane);
        builder.Services.AddSingleton<IPipelineAuthorizer>(authorizer);
        builder.Services.AddDpaRealtime(o =>
        {
            o.DrainTime = TimeSpan.Zero;
            o.UserIdSelector = http => UserOf(http) ?? first.Owner;
            foreach (var origin in arguments.Origins) o.AllowedOrigins.Add(origin);
        });
        // The origins' pages ask over HTTP too, with cookies if they have any, as the client in a page does.
        builder.Services.AddCors(o =>
            o.AddDefaultPolicy(p =>
                p.WithOrigins([.. arguments.Origins])
                    .AllowAnyHeader()
                    .AllowAnyMethod()
                    .AllowCredentials()
                    .WithExposedHeaders("Retry-After")));
        var app = builder.Build();
        new KnownHosts(arguments.Origins).UseIn(app);
        app.UseRouting();
        app.UseCors();
        app.MapDpaWebSocket();
        app.MapDpaProgress();
        await app.StartAsync(cancellationToken);
        return new ReplayServer(app, backplane, authorizer);
    }

    /// <summary>From now on this is the state.</summary>
    /// <param name="state">The state.</param>
    /// <param name="stage">The one stage that changed; null where it was more.</param>
    /// <param name="raised">The transitions that led to it.</param>
    public void Show(Client.PipelineState state, string? stage, IEnumerable<Client.PipelineTransition> raised) =>
        _backplane.Show(
            new AcceptedChange
            {
                State = ServerStates.Of(state), Stage = stage, Transitions = [.. raised.Select(ServerStates.Of)],
            });

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    /// <summary>Nobody is asked who they are: the address or a header names the user, otherwise it is the
    /// owner.</summary>
    private static string? UserOf(HttpContext http) =>
        http.Request.Headers["X-USER-ID"] is [{ Length: > 0 } named] ? named : http.GetRouteValue("user_id") as string;
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Dpa.Realtime.Client.Tests.Behaviour;

/// <summary>What stands before the server, as proxies and identity providers do: who is who, and which ways are open.</summary>
internal sealed class Gate
{
    private volatile string _token = "token-1";
    private volatile bool _blocksSockets;
    private volatile bool _blocksStreams;

    /// <summary>The only token that is good.</summary>
    public string Token
    {
        get => _token;
        set => _token = value;
    }

    public bool BlocksSockets
    {
        get => _blocksSockets;
        set => _blocksSockets = value;
    }

    public bool BlocksStreams
    {
        get => _blocksStreams;
        set => _blocksStreams = value;
    }

    public string? UserOf(HttpContext http) => http.Request.Headers.Authorization == $"Bearer {Token}" ? BehaviourWorld.User : null;

    public void AddTo(IApplicationBuilder app) => app.Use((http, next) =>
    {
        var path = http.Request.Path;
        var isBlocked = (BlocksSockets && path.StartsWithSegments("/api/v1/ws", out var rest) && rest != "/ticket") || (BlocksStreams && path.StartsWithSegments("/api/v1/pipelines/events"));
        if (!isBlocked) return next(http);
        http.Response.StatusCode = StatusCodes.Status502BadGateway;
        return Task.CompletedTask;
    });
}

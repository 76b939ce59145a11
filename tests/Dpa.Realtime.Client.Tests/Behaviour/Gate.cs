using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Dpa.Realtime.Client.Tests.Behaviour;

/// <summary>
/// What stands before the server, as proxies and identity providers do: who is who, and which ways are open.
/// </summary>
internal sealed class Gate
{
    private volatile string _token = "token-1";
    private volatile bool _blocksSockets;
    private volatile bool _blocksStreams;
    private volatile bool _blocksPolls;
    private volatile bool _forbidsSockets;
    private volatile bool _forbidsAll;
    private int _blockedPolls;

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

    /// <summary>Nobody answers polls, as of a proxy whose server is gone.</summary>
    public bool BlocksPolls
    {
        get => _blocksPolls;
        set => _blocksPolls = value;
    }

    /// <summary>How many polls were not answered.</summary>
    public int BlockedPolls => Volatile.Read(ref _blockedPolls);

    /// <summary>
    /// 403 to sockets without a word of the protocol, as of a proxy that lets only plain HTTP through.
    /// </summary>
    public bool ForbidsSockets
    {
        get => _forbidsSockets;
        set => _forbidsSockets = value;
    }

    /// <summary>
    /// 403 to all that asks for progress, without a word of the protocol, as of the application's own authorisation.
    /// </summary>
    public bool ForbidsAll
    {
        get => _forbidsAll;
        set => _forbidsAll = value;
    }

    public string? UserOf(HttpContext http) =>
        http.Request.Headers.Authorization == $"Bearer {Token}" ? BehaviourWorld.User : null;

    public void AddTo(IApplicationBuilder app) =>
        app.Use(
            (http, next) =>
            {
                var path = http.Request.Path;
                var isSocket = path.StartsWithSegments("/api/v1/ws", out var rest) && rest != "/ticket";
                var isProgress = path.StartsWithSegments("/api/v1/pipelines");
                var isForbidden = (ForbidsSockets && isSocket) || (ForbidsAll && (isSocket || isProgress));
                var isPoll = path.StartsWithSegments("/api/v1/pipelines/progress");
                if (BlocksPolls && isPoll) Interlocked.Increment(ref _blockedPolls);
                var isBlocked =
                    (BlocksPolls && isPoll)
                    || (BlocksSockets && isSocket)
                    || (BlocksStreams && path.StartsWithSegments("/api/v1/pipelines/events"));
                if (!isForbidden && !isBlocked)
                    return next(http);
                http.Response.StatusCode = isForbidden
                    ? StatusCodes.Status403Forbidden
                    : StatusCodes.Status502BadGateway;
                return Task.CompletedTask;
            });
}

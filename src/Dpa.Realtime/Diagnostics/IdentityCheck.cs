using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dpa.Realtime.Diagnostics;

/// <summary>
/// Logs once, when the endpoints are mapped, that no caller is accepted, or that every caller is. It does not run in
/// Development: there callers may name themselves.
/// </summary>
internal sealed class IdentityCheck(
    DpaRealtimeOptions options, IHostEnvironment environment, IOptions<AuthenticationOptions> authentication,
    ILogger<IdentityCheck> logger)
{
    private int _isDone;

    public void Run()
    {
        if (environment.IsDevelopment() || Interlocked.Exchange(ref _isDone, 1) == 1) return;
        if (options.AllowAnonymous) logger.AnonymousAllowed(environment.EnvironmentName);
        else if (options.UserIdSelector is null && !authentication.Value.Schemes.Any()) logger.NoAuthentication();
    }
}

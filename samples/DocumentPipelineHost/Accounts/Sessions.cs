using System.Security.Claims;
using DocumentPipelineHost.Database;
using Dpa.Realtime;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace DocumentPipelineHost.Accounts;

/// <summary>Begins and ends sessions: the cookie, the row behind it, and what the user has open.</summary>
internal sealed class Sessions(SessionStore store, IConnectionCloser connections)
{
    private const string IdClaim = "dpa-session";

    /// <summary>Signs a user in, with a new session: an earlier one of this browser ends.</summary>
    public async Task BeginAsync(HttpContext context, string userId)
    {
        await EndOwnAsync(context.User);
        context.User = await PrincipalAsync(userId);
        await context.SignInAsync(
            CookieAuthenticationDefaults.AuthenticationScheme, context.User,
            new AuthenticationProperties { IsPersistent = true });
    }

    /// <summary>The principal of a new session.</summary>
    public async Task<ClaimsPrincipal> PrincipalAsync(string userId)
    {
        var principal = Caller.Principal(userId, CookieAuthenticationDefaults.AuthenticationScheme);
        ((ClaimsIdentity)principal.Identity!).AddClaim(new Claim(IdClaim, await store.BeginAsync(userId)));
        return principal;
    }

    /// <summary>
    /// Signs out: the cookie and its copies are void, and what the user has open ends, on every instance. Other devices
    /// come back by themselves. Where another instance cannot be reached now, the sweep ends what is open there.
    /// </summary>
    public async Task EndAsync(HttpContext context)
    {
        var userId = Caller.FindId(context.User);
        await EndOwnAsync(context.User);
        await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        if (userId is null)
            return;
        try
        {
            await connections.CloseUserAsync(userId, "signed out", CancellationToken.None);
        }
        catch (PipelineException exception) when (exception.IsRetryable)
        {
            await store.CloseLaterAsync(userId);
        }
    }

    /// <summary>Refuses a cookie whose session has ended.</summary>
    public static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var store = context.HttpContext.RequestServices.GetRequiredService<SessionStore>();
        if (
            context.Principal is not { } user
            || user.FindFirstValue(IdClaim) is not { } id
            || Caller.FindId(user) is not { } owner
            || !await DatabaseThreads.Shared.RunAsync(() => store.Holds(id, owner)))
            context.RejectPrincipal();
    }

    private Task EndOwnAsync(ClaimsPrincipal user) =>
        user.FindFirstValue(IdClaim) is { } id ? store.EndAsync(id) : Task.CompletedTask;
}

using DocumentPipelineHost.Problems;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace DocumentPipelineHost.Accounts;

/// <summary><c>/api/v1/session</c>: who am I; become somebody else (Development); sign out.</summary>
internal sealed class SessionEndpoint(IHostEnvironment environment)
{
    public async Task<SessionAnswer> GetAsync(HttpContext context)
    {
        await SignInDefaultAsync(context);
        return Answer(Caller.FindId(context.User));
    }

    public async Task<SessionAnswer> SignInAsync(HttpContext context, SessionRequest request)
    {
        if (!environment.IsDevelopment())
            throw HttpProblems.Forbidden.AsException();
        var account = DevelopmentAccounts.Find(request.UserId) ?? throw HttpProblems.InvalidParameter.With("user_id");
        await SignInAsync(context, account);
        return Answer(account.Id);
    }

    public async Task<SessionAnswer> SignOutAsync(HttpContext context)
    {
        await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return Answer(null);
    }

    /// <summary>In Development, opening the page is enough to be user-1.</summary>
    public async Task SignInDefaultAsync(HttpContext context)
    {
        if (environment.IsDevelopment() && Caller.FindId(context.User) is null)
            await SignInAsync(context, DevelopmentAccounts.Default);
    }

    private static Task SignInAsync(HttpContext context, Account account)
    {
        context.User = Caller.Principal(account.Id, CookieAuthenticationDefaults.AuthenticationScheme);
        return context.SignInAsync(
            CookieAuthenticationDefaults.AuthenticationScheme, context.User, new AuthenticationProperties { IsPersistent = true });
    }

    private SessionAnswer Answer(string? userId) =>
        new(userId, environment.IsDevelopment() ? DevelopmentAccounts.All : [], environment.IsDevelopment());
}

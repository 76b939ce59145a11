using System.Net;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Problems;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Accounts;

/// <summary><c>/api/v1/session</c>: who am I; sign in; sign out; another password.</summary>
internal sealed class SessionEndpoint(
    Sessions sessions, PasswordCheck passwords, AccountStore accounts, Operators operators,
    IOptions<OidcOptions> provider, IHostEnvironment environment)
{
    public async Task<SessionAnswer> GetAsync(HttpContext context)
    {
        await SignInDefaultAsync(context);
        return Answer(Caller.FindId(context.User));
    }

    public async Task<SessionAnswer> SignInAsync(HttpContext context, SessionRequest request)
    {
        var userId = await CheckAsync(context, request);
        await sessions.BeginAsync(context, userId);
        return Answer(userId);
    }

    public async Task<SessionAnswer> SignOutAsync(HttpContext context)
    {
        await sessions.EndAsync(context);
        return Answer(null);
    }

    /// <summary>Changes the caller's password; all sessions end but a new one of this browser.</summary>
    public async Task<SessionAnswer> ChangePasswordAsync(HttpContext context, PasswordRequest request)
    {
        var userId = context.UserId();
        await passwords.CheckAsync(userId, request.Current ?? string.Empty, context.RequestAborted);
        if (!LocalAccount.IsPassword(userId, request.New ?? string.Empty))
            throw AccountProblems.InvalidPassword.AsException();
        await accounts.SetAsync(userId, request.New!);
        await sessions.BeginAsync(context, userId);
        return Answer(userId);
    }

    /// <summary>In Development, opening the page is enough to be user-1.</summary>
    public async Task SignInDefaultAsync(HttpContext context)
    {
        if (environment.IsDevelopment() && Caller.FindId(context.User) is null)
            await sessions.BeginAsync(context, DevelopmentAccounts.Default.Id);
    }

    private async Task<string> CheckAsync(HttpContext context, SessionRequest request)
    {
        if (environment.IsDevelopment() && request.Password is null)
            return (DevelopmentAccounts.Find(request.UserId) ?? throw HttpProblems.InvalidParameter.With("user_id")).Id;
        if (!environment.IsDevelopment() && !context.Request.IsHttps && !IsThisMachine(context.Request.Host.Host))
            throw AccountProblems.NeedsHttps.AsException(); // a browser would drop the cookie silently
        if (string.IsNullOrEmpty(request.UserId) || string.IsNullOrEmpty(request.Password))
            throw AccountProblems.NoLocalSignIn.AsException();
        return await passwords.CheckAsync(request.UserId, request.Password, context.RequestAborted);
    }

    // Browsers keep secure cookies of these hosts without TLS.
    private static bool IsThisMachine(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private SessionAnswer Answer(string? userId)
    {
        var isDevelopment = environment.IsDevelopment();
        return new SessionAnswer(
            userId, isDevelopment ? DevelopmentAccounts.All : [], isDevelopment, !accounts.IsEmpty(),
            provider.Value.HasSignIn, operators.Include(userId));
    }
}

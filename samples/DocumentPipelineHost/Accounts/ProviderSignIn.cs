using System.Security.Claims;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Problems;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;

namespace DocumentPipelineHost.Accounts;

/// <summary>
/// One OpenID Connect provider: people sign in there and get a session here; programs send its tokens.
/// </summary>
internal static class ProviderSignIn
{
    /// <summary>Keeps users of the provider apart from local accounts, whose names have no colon.</summary>
    private const string Prefix = "oidc:";

    public static void Add(AuthenticationBuilder authentication, OidcOptions options)
    {
        if (options.HasSignIn)
            authentication.AddOpenIdConnect(client => Configure(client, options));
        if (options.HasBearer)
            authentication.AddJwtBearer(bearer => Configure(bearer, options));
    }

    /// <summary>Which scheme knows the caller: a bearer token beats a cookie.</summary>
    public static string SchemeOf(HttpContext context) =>
        context.Request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? JwtBearerDefaults.AuthenticationScheme
            : CookieAuthenticationDefaults.AuthenticationScheme;

    /// <summary><c>GET /api/v1/session/oidc</c></summary>
    public static IResult Challenge(OidcOptions options, HttpContext context) =>
        options.HasSignIn
            ? Results.Challenge(
                new AuthenticationProperties { RedirectUri = $"{context.Request.PathBase}/" },
                [OpenIdConnectDefaults.AuthenticationScheme])
            : throw HttpProblems.UnknownRoute.AsException();

    private static void Configure(OpenIdConnectOptions client, OidcOptions options)
    {
        client.Authority = options.Authority;
        client.ClientId = options.ClientId;
        client.ClientSecret = options.ClientSecret;
        client.ResponseType = "code";
        client.UsePkce = true;
        client.MapInboundClaims = false;
        client.RequireHttpsMetadata = !options.IsLocal;
        client.CallbackPath = "/api/v1/session/oidc/callback";
        client.Scope.Clear();
        foreach (var scope in options.Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            client.Scope.Add(scope);
        // The answer comes as a query: so no cookie of the sign-in has to be sent with another site's form.
        client.ResponseMode = "query";
        client.CorrelationCookie.SameSite = client.NonceCookie.SameSite = SameSiteMode.Lax;
        client.CorrelationCookie.SecurePolicy = client.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        client.Events.OnTokenValidated = context => // what it throws is the sign-in's failure
        {
            context.Principal = Caller.Principal(
                UserId(context.Principal, options), CookieAuthenticationDefaults.AuthenticationScheme);
            return Task.CompletedTask;
        };
        client.Events.OnTicketReceived = async context =>
            context.Principal = await context
                .HttpContext.RequestServices.GetRequiredService<Sessions>()
                .PrincipalAsync(Caller.FindId(context.Principal!)!);
        client.Events.OnRemoteFailure = async context =>
        {
            var logger = context
                .HttpContext.RequestServices.GetRequiredService<ILoggerFactory>()
                .CreateLogger(typeof(ProviderSignIn));
            logger.LogWarning(
                "Sign in at {Authority}: refused ({Reason}). Check Oidc:ClientId, Oidc:ClientSecret and the redirect "
                    + "address at the provider",
                options.Authority, context.Failure?.Message);
            await ProblemWriter.WriteAsync(context.HttpContext, AccountProblems.ProviderRefused);
            context.HandleResponse();
        };
    }

    private static void Configure(JwtBearerOptions bearer, OidcOptions options)
    {
        bearer.Authority = options.Authority;
        bearer.Audience = options.Audience;
        bearer.MapInboundClaims = false;
        bearer.RequireHttpsMetadata = !options.IsLocal;
        bearer.Events = new JwtBearerEvents
        {
            OnTokenValidated = context =>
            {
                context.Principal = Caller.Principal(
                    UserId(context.Principal, options), JwtBearerDefaults.AuthenticationScheme);
                return Task.CompletedTask;
            },
        };
    }

    private static string UserId(ClaimsPrincipal? user, OidcOptions options) =>
        user?.FindFirstValue(options.UserClaim) is { Length: > 0 } found && Caller.IsValidId(Prefix + found)
            ? Prefix + found
            : throw new AuthenticationFailureException(
                $"The token's claim {options.UserClaim} is missing, or is no user id. Set Oidc:UserClaim to another "
                    + $"one."
            );
}

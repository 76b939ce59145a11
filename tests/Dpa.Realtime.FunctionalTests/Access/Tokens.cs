using System.Collections.Concurrent;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Dpa.Realtime.FunctionalTests.Access;

/// <summary>
/// The bearer tokens that hold. Like a lenient scheme (a JWT's clock skew is 5 minutes) it does not look at their end.
/// </summary>
internal sealed class Tokens
{
    public const string Scheme = "Bearer";

    private readonly ConcurrentDictionary<string, (string UserId, string Role, DateTimeOffset? Ends)> _tokens = new(
        StringComparer.Ordinal);

    /// <returns>The value of the header <c>Authorization</c>.</returns>
    public string Add(string userId, string role = "reader", DateTimeOffset? ends = null)
    {
        var token = Guid.NewGuid().ToString("N");
        _tokens[token] = (userId, role, ends);
        return $"{Scheme} {token}";
    }

    public void Remove(string header) => _tokens.TryRemove(header[(Scheme.Length + 1)..], out _);

    /// <summary>A scheme of the application's.</summary>
    internal sealed class Handler(
        Tokens tokens, IOptionsMonitor<AuthenticationSchemeOptions> options,
        Microsoft.Extensions.Logging.ILoggerFactory logger, UrlEncoder encoder
    ) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            var header = Request.Headers.Authorization.ToString();
            if (!header.StartsWith(Tokens.Scheme + " ", StringComparison.Ordinal))
                return Task.FromResult(AuthenticateResult.NoResult());
            if (!tokens._tokens.TryGetValue(header[(Tokens.Scheme.Length + 1)..], out var held))
                return Task.FromResult(AuthenticateResult.Fail("unknown"));
            var identity = new ClaimsIdentity(
                [new Claim("sub", held.UserId), new Claim("role", held.Role)],
                Tokens.Scheme, "sub", "role");
            var properties = new AuthenticationProperties { ExpiresUtc = held.Ends };
            return Task.FromResult(
                AuthenticateResult.Success(
                    new AuthenticationTicket(new ClaimsPrincipal(identity), properties, Tokens.Scheme)));
        }
    }
}

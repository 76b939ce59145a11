using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace DocumentPipelineHost.Tests.People;

/// <summary>
/// A small OpenID Connect provider over real HTTP: discovery, keys, code flow with PKCE. Whoever comes is
/// <see cref="Subject"/>.
/// </summary>
internal sealed class OidcProvider : IAsyncDisposable
{
    public const string ClientId = "documents";
    public const string ClientSecret = "a secret of the client";
    public const string Audience = "documents-api";

    private readonly RSA _key = RSA.Create(2048);
    private readonly ConcurrentDictionary<string, (string Nonce, string Challenge, string Redirect)> _codes = new(
        StringComparer.Ordinal);
    private readonly WebApplication _app;

    private OidcProvider()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/.well-known/openid-configuration", Discover);
        _app.MapGet("/keys", () =>
            Results.Json(new { keys = new[] { JsonWebKeyConverter.ConvertFromRSASecurityKey(PublicKey()) } }));
        _app.MapGet("/authorize", Authorize);
        _app.MapPost("/token", TokenAsync);
    }

    public string Subject { get; set; } = "4711";

    public string Address => _app.Urls.First();

    public static async Task<OidcProvider> StartAsync()
    {
        var provider = new OidcProvider();
        await provider._app.StartAsync(TestContext.Current.CancellationToken);
        return provider;
    }

    /// <summary>A token for the API.</summary>
    public string Token(string audience = Audience, RSA? key = null, TimeSpan? lifetime = null) =>
        Sign(audience, key ?? _key, lifetime ?? TimeSpan.FromMinutes(10));

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
    }

    private RsaSecurityKey PublicKey() => new(_key.ExportParameters(false)) { KeyId = "key-1" };

    private IResult Discover() => Results.Json(new
    {
        issuer = Address,
        authorization_endpoint = $"{Address}/authorize",
        token_endpoint = $"{Address}/token",
        jwks_uri = $"{Address}/keys",
        response_types_supported = new[] { "code" },
        subject_types_supported = new[] { "public" },
        id_token_signing_alg_values_supported = new[] { "RS256" },
    });

    private IResult Authorize(HttpRequest request)
    {
        var query = request.Query;
        if (query["client_id"] != ClientId || query["code_challenge_method"] != "S256")
            return Results.BadRequest();
        var code = Guid.NewGuid().ToString("N");
        _codes[code] = (
            query["nonce"].ToString(), query["code_challenge"].ToString(), query["redirect_uri"].ToString());
        return Results.Redirect(
            $"{query["redirect_uri"]}?code={code}&state={Uri.EscapeDataString(query["state"].ToString())}");
    }

    private async Task<IResult> TokenAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        var isKnown = _codes.TryRemove(form["code"].ToString(), out var code);
        var challenge = Base64UrlEncoder.Encode(
            SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        if (
            !isKnown
            || challenge != code.Challenge
            || form["client_secret"] != ClientSecret
            || form["redirect_uri"] != code.Redirect)
            return Results.BadRequest(new { error = "invalid_grant" });
        var identity = Sign(ClientId, _key, TimeSpan.FromMinutes(10), new Claim("nonce", code.Nonce));
        return Results.Json(new { access_token = "unused", token_type = "Bearer", id_token = identity });
    }

    private string Sign(string audience, RSA key, TimeSpan lifetime, params Claim[] more)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = Address, Audience = audience, IssuedAt = now - TimeSpan.FromHours(2),
                NotBefore = now - TimeSpan.FromHours(2), Expires = now + lifetime,
                Subject = new ClaimsIdentity([new Claim("sub", Subject), .. more]),
                SigningCredentials = new SigningCredentials(
                    new RsaSecurityKey(key) { KeyId = "key-1" }, SecurityAlgorithms.RsaSha256),
            });
    }
}

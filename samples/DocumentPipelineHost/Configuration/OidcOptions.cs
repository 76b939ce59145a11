namespace DocumentPipelineHost.Configuration;

/// <summary>
/// <c>Oidc:…</c>: one OpenID Connect provider, for users at the page and for programs with a bearer token.
/// </summary>
public sealed class OidcOptions
{
    public const string Section = "Oidc";

    /// <summary>The provider's address; its discovery document is read there. <value>Default: none.</value></summary>
    public string? Authority { get; set; }

    /// <summary>With it people sign in at the provider. <value>Default: none.</value></summary>
    public string? ClientId { get; set; }

    /// <summary>The client's secret. <value>Default: none, a public client with PKCE.</value></summary>
    public string? ClientSecret { get; set; }

    /// <summary>Scopes asked for, separated by blanks. <value>Default: <c>openid profile</c>.</value></summary>
    public string Scope { get; set => field = value ?? string.Empty; } = "openid profile";

    /// <summary>
    /// With it the API takes bearer tokens (JWT) of the provider that are meant for this audience. <value>Default:
    /// none.</value>
    /// </summary>
    public string? Audience { get; set; }

    /// <summary>
    /// The claim that is the user; its id here is <c>oidc:</c> and the claim. <value>Default: <c>sub</c>.</value>
    /// </summary>
    public string UserClaim { get; set => field = value ?? string.Empty; } = "sub";

    /// <summary>Whether people sign in at the provider.</summary>
    public bool HasSignIn => !string.IsNullOrWhiteSpace(Authority) && !string.IsNullOrWhiteSpace(ClientId);

    /// <summary>Whether bearer tokens are taken.</summary>
    public bool HasBearer => !string.IsNullOrWhiteSpace(Authority) && !string.IsNullOrWhiteSpace(Audience);

    /// <summary>Tokens may be read over plain HTTP from this machine alone.</summary>
    public bool IsLocal => Uri.TryCreate(Authority, UriKind.Absolute, out var authority) && authority.IsLoopback;
}

namespace DocumentPipelineHost.Accounts;

/// <summary>Who is signed in, and how people sign in here.</summary>
/// <param name="UserId">The user; absent without a sign-in.</param>
/// <param name="Users">Whom the switcher of Development offers.</param>
/// <param name="Development">Whether there is such a switcher.</param>
/// <param name="Password">Whether people sign in with a name and a password.</param>
/// <param name="Provider">Whether people sign in at a provider, by <c>GET /api/v1/session/oidc</c>.</param>
/// <param name="Operator">Whether the user sees the figures of the whole host.</param>
public sealed record SessionAnswer(
    string? UserId, IReadOnlyList<Account> Users, bool Development, bool Password, bool Provider, bool Operator);

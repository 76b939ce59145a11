using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Configuration;

/// <summary>What is wrong with <c>Oidc:…</c>, in a sentence that states what to set.</summary>
internal sealed class OidcOptionsRules : IValidateOptions<OidcOptions>
{
    public ValidateOptionsResult Validate(string? name, OidcOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Authority))
        {
            return string.IsNullOrWhiteSpace(options.ClientId) && string.IsNullOrWhiteSpace(options.Audience)
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail(
                    "Oidc:Authority is missing. Set the provider's address, such as "
                        + "https://login.example.com/realms/main."
                );
        }

        if (
            !Uri.TryCreate(options.Authority, UriKind.Absolute, out var authority)
            || authority.Scheme is not ("https" or "http"))
            return ValidateOptionsResult.Fail(
                $"Oidc:Authority '{ShownAddress.Of(options.Authority)}' is not an address such as "
                    + "https://login.example.com."
            );
        if (authority.Scheme == "http" && !options.IsLocal)
            return ValidateOptionsResult.Fail(
                $"Oidc:Authority '{ShownAddress.Of(options.Authority)}' must be https: whoever is on the way could "
                    + "sign in as anybody.");
        if (string.IsNullOrWhiteSpace(options.UserClaim))
            return ValidateOptionsResult.Fail(
                $"Oidc:UserClaim '{options.UserClaim}' names no claim. Name one, or leave the key out for 'sub'.");
        return options.HasSignIn || options.HasBearer
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                "Oidc:Authority alone does nothing. Set Oidc:ClientId for users, Oidc:Audience for bearer tokens, or "
                    + "both."
            );
    }
}

using DocumentPipelineHost.Accounts;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Configuration;

/// <summary>What is wrong with <c>Accounts:First…</c>, in a sentence that states what to set.</summary>
internal sealed class AccountOptionsRules : IValidateOptions<AccountOptions>
{
    public ValidateOptionsResult Validate(string? name, AccountOptions options)
    {
        var (first, password) = (options.FirstName, options.FirstPassword);
        if (string.IsNullOrEmpty(first) && string.IsNullOrEmpty(password))
            return ValidateOptionsResult.Success;
        if (string.IsNullOrEmpty(first) || string.IsNullOrEmpty(password))
            return ValidateOptionsResult.Fail(
                "Accounts:FirstName and Accounts:FirstPassword belong together: set both, or none.");
        if (!LocalAccount.IsName(first))
            return ValidateOptionsResult.Fail($"Accounts:FirstName '{first}' cannot be used. {LocalAccount.NameRule}");
        return LocalAccount.IsPassword(first, password)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"Accounts:FirstPassword cannot be used. {LocalAccount.PasswordRule}");
    }
}

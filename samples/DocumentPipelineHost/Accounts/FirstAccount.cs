using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Database;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Accounts;

/// <summary>At the start: creates the first account, or logs how users can sign in where nobody can.</summary>
internal sealed class FirstAccount(
    HostDatabase database, AccountStore accounts, IOptions<AccountOptions> options, IOptions<OidcOptions> provider,
    IHostEnvironment environment, ILogger<FirstAccount> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        database.Prepare();
        var first = options.Value;
        if (
            !string.IsNullOrEmpty(first.FirstName)
            && await accounts.AddFirstAsync(LocalAccount.Normalize(first.FirstName), first.FirstPassword!))
            logger.LogInformation(
                "Made the first account: {Name}. Change its password, and remove Accounts:FirstPassword from the "
                    + "configuration",
                first.FirstName);
        else if (
            !environment.IsDevelopment()
            && !provider.Value.HasSignIn
            && !provider.Value.HasBearer
            && accounts.IsEmpty())
        {
            logger.LogWarning(
                "Nobody can sign in: there is no account. Run this program with 'account set NAME', set "
                    + "Accounts:FirstName and Accounts:FirstPassword, or set {Section}:…",
                OidcOptions.Section);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

using DocumentPipelineHost.Problems;
using Microsoft.AspNetCore.Identity;

namespace DocumentPipelineHost.Accounts;

/// <summary>
/// Checks a name and a password. Promises: wrong name and wrong password look the same and take the same time; a name
/// is locked after <c>Accounts:MaxFailures</c> wrong ones in a row; hashing takes no more than the processors there
/// are.
/// </summary>
internal sealed class PasswordCheck(
    AccountStore accounts, SignInFailures failures, IPasswordHasher<LocalAccount> hasher) : IDisposable
{
    // Longer ones are no account's; hashing them would only cost time.
    private const int MaxLength = 256;

    private static readonly LocalAccount Nobody = new("nobody", AccountStore.NoPassword);

    private readonly SemaphoreSlim _hashing = new(Environment.ProcessorCount);
    private readonly Lazy<string> _nobodysHash = new(() => hasher.HashPassword(Nobody, Guid.NewGuid().ToString()));

    /// <summary>The user's id.</summary>
    /// <exception cref="ProblemException"><c>invalid_credentials</c>, <c>locked_out</c>.</exception>
    public async Task<string> CheckAsync(string name, string password, CancellationToken ct)
    {
        if (name.Length > MaxLength || password.Length > MaxLength)
            throw AccountProblems.InvalidCredentials.AsException();
        var id = LocalAccount.Normalize(name);
        if (!LocalAccount.IsName(id)) // no account's, and not any text can be a row's
        {
            await VerifyAsync(Nobody with { Password = _nobodysHash.Value }, password, ct);
            throw AccountProblems.InvalidCredentials.AsException();
        }

        if (await failures.BeginAsync(id) is { Ticks: > 0 } wait)
            throw AccountProblems.Locked(wait);
        var account = accounts.Find(id);
        var result = await VerifyAsync(account ?? Nobody with { Password = _nobodysHash.Value }, password, ct);
        if (account is null || result == PasswordVerificationResult.Failed)
            throw AccountProblems.InvalidCredentials.AsException();
        if (result == PasswordVerificationResult.SuccessRehashNeeded)
            await accounts.RehashAsync(account, password);
        await failures.ForgetAsync(id);
        return account.Id;
    }

    public void Dispose() => _hashing.Dispose();

    private async Task<PasswordVerificationResult> VerifyAsync(
        LocalAccount account, string password, CancellationToken ct)
    {
        await _hashing.WaitAsync(ct);
        try
        {
            return hasher.VerifyHashedPassword(account, account.Password, password);
        }
        finally
        {
            _hashing.Release();
        }
    }
}

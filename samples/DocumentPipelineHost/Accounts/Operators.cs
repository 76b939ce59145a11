using DocumentPipelineHost.Configuration;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Accounts;

/// <summary>
/// Who sees the figures of the whole host: <c>Accounts:Operators</c>, and in Development the switcher's administrator.
/// </summary>
internal sealed class Operators(IOptions<AccountOptions> options, IHostEnvironment environment)
{
    public bool Include(string? userId) =>
        userId is not null
        && (
            options.Value.IsOperator(userId)
            || (environment.IsDevelopment() && userId == DevelopmentAccounts.Operator.Id));
}

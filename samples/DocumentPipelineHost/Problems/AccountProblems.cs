using DocumentEngine.Messages;
using DocumentEngine.Text;
using DocumentPipelineHost.Accounts;

namespace DocumentPipelineHost.Problems;

/// <summary>What may go wrong when people sign in.</summary>
internal static class AccountProblems
{
    public static readonly Problem InvalidCredentials = new(
        "invalid_credentials", 401,
        MessageCatalog.Text("account.invalid_credentials"),
        MessageCatalog.Text("account.invalid_credentials.suggestion"));

    public static readonly Problem LockedOut = new(
        "locked_out", 429,
        MessageCatalog.Text("account.locked_out"),
        MessageCatalog.Template("account.locked_out.suggestion"),
        Retryable: true);

    public static readonly Problem NeedsHttps = new(
        "https_required", 400,
        MessageCatalog.Text("account.needs_https"),
        MessageCatalog.Text("account.needs_https.suggestion"));

    public static readonly Problem NoLocalSignIn = new(
        "sign_in_elsewhere", 400,
        MessageCatalog.Text("account.no_local_sign_in"),
        MessageCatalog.Text("account.no_local_sign_in.suggestion"));

    public static readonly Problem InvalidPassword = new(
        "invalid_password", 400,
        MessageCatalog.Text("account.invalid_password"),
        MessageCatalog.Text("account.invalid_password.suggestion"));

    public static readonly Problem ProviderRefused = new(
        "provider_refused", 401,
        MessageCatalog.Text("account.provider_refused"),
        MessageCatalog.Text("common.see_log"));

    public static ProblemException Locked(TimeSpan wait) => new(LockedOut with
    {
        Suggestion = LockedOut.Suggestion.Fill(("value", Math.Ceiling(wait.TotalSeconds))),
        RetryAfter = wait,
    });
}

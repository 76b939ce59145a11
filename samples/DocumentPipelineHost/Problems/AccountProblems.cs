using DocumentEngine.Text;
using DocumentPipelineHost.Accounts;

namespace DocumentPipelineHost.Problems;

/// <summary>What may go wrong when people sign in.</summary>
internal static class AccountProblems
{
    public static readonly Problem InvalidCredentials = new(
        "invalid_credentials", 401,
        new("The name or the password is wrong.", "用户名或密码错误。"),
        new("Check both; an operator can set a new password.", "请检查后重试；管理员可以重设密码。"));

    public static readonly Problem LockedOut = new(
        "locked_out", 429,
        new("Too many wrong passwords for this name.", "该用户名的密码错误次数过多。"),
        new("Wait {0} s, then try again; an operator can set a new password at once.", "请等待 {0} 秒后重试；管理员可以立即重设密码。"),
        Retryable: true);

    public static readonly Problem NeedsHttps = new(
        "https_required", 400,
        new("People sign in over HTTPS only.", "只能通过 HTTPS 登录。"),
        new("Open the https address. Behind a proxy that ends TLS set Proxies:Known, so that X-Forwarded-Proto counts.",
            "请使用 https 地址。若由代理终止 TLS，请设置 Proxies:Known，使 X-Forwarded-Proto 生效。"));

    public static readonly Problem NoLocalSignIn = new(
        "sign_in_elsewhere", 400,
        new("The name and the password are missing.", "缺少用户名和密码。"),
        new("Send {\"user_id\":…,\"password\":…}; at a provider people sign in by GET /api/v1/session/oidc.",
            "请发送 {\"user_id\":…,\"password\":…}；使用身份提供方登录请访问 GET /api/v1/session/oidc。"));

    public static readonly Problem InvalidPassword = new(
        "invalid_password", 400,
        new("This password cannot be used.", "该密码不可用。"),
        new(LocalAccount.PasswordRule, "密码须为 10–256 个字符，且不能与用户名相同。"));

    public static readonly Problem ProviderRefused = new(
        "provider_refused", 401,
        new("The sign-in at the provider did not succeed.", "在身份提供方登录未成功。"),
        new("Try again; if it stays, look into the server's log.", "请重试；若仍失败，请查看服务器日志。"));

    public static ProblemException Locked(TimeSpan wait) => new(LockedOut with
    {
        Suggestion = LockedOut.Suggestion.Format(Math.Ceiling(wait.TotalSeconds)),
        RetryAfter = wait,
    });
}

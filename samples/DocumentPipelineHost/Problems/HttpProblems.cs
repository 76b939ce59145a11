using DocumentEngine.Text;

namespace DocumentPipelineHost.Problems;

/// <summary>What may go wrong with any request.</summary>
internal static class HttpProblems
{
    public static readonly Problem BadRequest = new(
        "bad_request", 400,
        new("The request could not be understood.", "无法理解该请求。"),
        new("Check the parameters against /openapi/v1.json.", "请对照 /openapi/v1.json 检查参数。"));

    public static readonly Problem InvalidParameter = new(
        "invalid_parameter", 400,
        new("The parameter {0} is not valid.", "参数 {0} 无效。"),
        new("Check the parameters against /openapi/v1.json.", "请对照 /openapi/v1.json 检查参数。"));

    public static readonly Problem Unauthorized = new(
        "unauthorized", 401,
        new("Sign-in required.", "尚未登录。"),
        new("Sign in at POST /api/v1/session; in Development the header X-USER-ID names a user too.",
            "请通过 POST /api/v1/session 登录；开发环境也可用 X-USER-ID 请求头指定用户。"));

    public static readonly Problem InvalidUserId = new(
        "invalid_user_id", 400,
        new("This user id cannot be used.", "该用户编号不可用。"),
        new("A user id has 1 to 256 characters, is not . or .., and has no slash, no %2F and no control character.",
            "用户编号须为 1–256 个字符，不能是 . 或 ..，且不含斜杠、%2F 和控制字符。"));

    public static readonly Problem Forbidden = new(
        "forbidden", 403,
        new("This is not allowed for the signed-in user.", "当前用户无权执行此操作。"),
        new("Sign in as a user who may do this.", "请使用有权限的用户登录。"));

    public static readonly Problem CrossSite = new(
        "cross_site", 403,
        new("The request comes from another site.", "该请求来自其他站点。"),
        new("Send it from the product's own page, or with the header X-CSRF: 1.", "请从本产品页面发起，或附带请求头 X-CSRF: 1。"));

    public static readonly Problem NotFound = new(
        "not_found", 404,
        new("There is nothing here.", "找不到请求的内容。"),
        new("Check the address; it may have been deleted.", "请检查地址，内容可能已被删除。"));

    public static readonly Problem UnknownRoute = new(
        "unknown_route", 404,
        new("There is no such call.", "没有这个接口。"),
        new("The calls are listed in /openapi/v1.json.", "接口列表见 /openapi/v1.json。"));

    public static readonly Problem MethodNotAllowed = new(
        "method_not_allowed", 405,
        new("This address does not take that method.", "该地址不支持此请求方法。"),
        new("The calls are listed in /openapi/v1.json.", "接口列表见 /openapi/v1.json。"));

    public static readonly Problem BodyTooLarge = new(
        "too_large", 413,
        new("The request is too large.", "请求内容过大。"),
        new("Send less in one request.", "请减小单次请求的内容。"));

    public static readonly Problem MediaType = new(
        "unsupported_media_type", 415,
        new("This content type is not taken here.", "此处不接受该内容类型。"),
        new("The calls are listed in /openapi/v1.json.", "接口列表见 /openapi/v1.json。"));

    private static readonly Problem RateLimited = new(
        "rate_limited", 429,
        new("Too many requests.", "请求过于频繁。"),
        new("Wait {0} s, then go on more slowly; many files go into one POST /api/v2/batches.", "请等待 {0} 秒后放慢速度继续；大量文件请使用 POST /api/v2/batches。"),
        Retryable: true);

    public static readonly Problem Internal = new(
        "internal_error", 500,
        new("Something went wrong in the server.", "服务器内部发生错误。"),
        new("Try again; if it stays, look into the server's log.", "请重试；若仍失败，请查看服务器日志。"), Retryable: true);

    public static readonly Problem StorageUnavailable = new(
        "storage_unavailable", 503,
        new("The storage could not be reached.", "存储暂时不可用。"),
        new("Try again in a moment.", "请稍后重试。"), Retryable: true);

    public static readonly Problem ProgressUnavailable = new(
        "backplane_unavailable", 503,
        new("The progress service could not be reached.", "进度服务暂时不可用。"),
        new("Try again in a moment.", "请稍后重试。"), Retryable: true);

    /// <param name="wait">Until there is room again.</param>
    public static Problem TooManyRequests(TimeSpan wait) => RateLimited with
    {
        Suggestion = RateLimited.Suggestion.Format(Math.Max(1, Math.Ceiling(wait.TotalSeconds))),
        RetryAfter = wait,
    };

    /// <summary>The problem behind an answer that has only a status so far.</summary>
    public static Problem OfStatus(int status) => status switch
    {
        401 => Unauthorized,
        403 => Forbidden,
        404 => UnknownRoute,
        405 => MethodNotAllowed,
        413 => BodyTooLarge,
        415 => MediaType,
        >= 500 => Internal with { Status = status },
        _ => BadRequest with { Status = status },
    };
}

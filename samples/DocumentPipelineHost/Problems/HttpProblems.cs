using DocumentEngine.Messages;
using DocumentEngine.Text;

namespace DocumentPipelineHost.Problems;

/// <summary>What may go wrong with any request.</summary>
internal static class HttpProblems
{
    public static readonly Problem BadRequest = new(
        "bad_request", 400,
        MessageCatalog.Text("request.bad_request"),
        MessageCatalog.Text("common.check_parameters"));

    public static readonly Problem InvalidParameter = new(
        "invalid_parameter", 400,
        MessageCatalog.Template("request.invalid_parameter"),
        MessageCatalog.Text("common.check_parameters"));

    public static readonly Problem Repeated = new(
        "repeated_parameter", 400,
        MessageCatalog.Template("request.repeated"),
        MessageCatalog.Text("request.repeated.suggestion"));

    public static readonly Problem Unauthorized = new(
        "unauthorized", 401,
        MessageCatalog.Text("request.unauthorized"),
        MessageCatalog.Text("request.unauthorized.suggestion"));

    public static readonly Problem InvalidUserId = new(
        "invalid_user_id", 400,
        MessageCatalog.Text("request.invalid_user_id"),
        MessageCatalog.Text("request.invalid_user_id.suggestion"));

    public static readonly Problem Forbidden = new(
        "forbidden", 403,
        MessageCatalog.Text("request.forbidden"),
        MessageCatalog.Text("request.forbidden.suggestion"));

    public static readonly Problem CrossSite = new(
        "cross_site", 403,
        MessageCatalog.Text("request.cross_site"),
        MessageCatalog.Text("request.cross_site.suggestion"));

    public static readonly Problem NotFound = new(
        "not_found", 404,
        MessageCatalog.Text("request.not_found"),
        MessageCatalog.Text("request.not_found.suggestion"));

    public static readonly Problem UnknownRoute = new(
        "unknown_route", 404,
        MessageCatalog.Text("request.unknown_route"),
        MessageCatalog.Text("common.list_of_calls"));

    public static readonly Problem MethodNotAllowed = new(
        "method_not_allowed", 405,
        MessageCatalog.Text("request.method_not_allowed"),
        MessageCatalog.Text("common.list_of_calls"));

    public static readonly Problem BodyTooLarge = new(
        "too_large", 413,
        MessageCatalog.Text("request.body_too_large"),
        MessageCatalog.Text("request.body_too_large.suggestion"));

    public static readonly Problem MediaType = new(
        "unsupported_media_type", 415,
        MessageCatalog.Text("request.media_type"),
        MessageCatalog.Text("common.list_of_calls"));

    private static readonly Problem RateLimited = new(
        "rate_limited", 429,
        MessageCatalog.Text("request.rate_limited"),
        MessageCatalog.Template("request.rate_limited.suggestion"),
        Retryable: true);

    public static readonly Problem Internal = new(
        "internal_error", 500,
        MessageCatalog.Text("request.internal"),
        MessageCatalog.Text("common.see_log"), Retryable: true);

    public static readonly Problem StorageUnavailable = new(
        "storage_unavailable", 503,
        MessageCatalog.Text("stage.storage_unavailable"),
        MessageCatalog.Text("common.try_again_later"), Retryable: true);

    /// <summary>Of any call but an upload: what it has done so far may stand.</summary>
    public static readonly Problem StorageFull = new(
        "storage_full", 507,
        MessageCatalog.Text("stage.storage_full"),
        MessageCatalog.Text("common.make_room"), Retryable: true);

    public static readonly Problem ProgressUnavailable = new(
        "backplane_unavailable", 503,
        MessageCatalog.Text("stage.progress_unavailable"),
        MessageCatalog.Text("common.try_again_later"), Retryable: true);

    /// <param name="name">The parameter.</param>
    /// <param name="max">The characters that it may have.</param>
    public static ProblemException TooLong(string name, int max) => new(InvalidParameter with
    {
        Message = MessageCatalog.Text("request.too_long", ("value", name), ("max", max)),
        Suggestion = MessageCatalog.Text("request.too_long.suggestion"),
    });

    /// <param name="name">The parameter.</param>
    /// <param name="known">The values that it may have.</param>
    public static ProblemException NotOneOf(string name, IEnumerable<string> known) => new(InvalidParameter with
    {
        Message = InvalidParameter.Message.Fill(("value", name)),
        Suggestion = MessageCatalog.Text("request.one_of", ("value", string.Join(", ", known))),
    });

    /// <param name="wait">The time until another request is allowed.</param>
    public static Problem TooManyRequests(TimeSpan wait) => RateLimited with
    {
        Suggestion = RateLimited.Suggestion.Fill(("value", Math.Max(1, Math.Ceiling(wait.TotalSeconds)))),
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

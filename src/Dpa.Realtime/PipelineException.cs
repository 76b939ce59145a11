namespace Dpa.Realtime;

/// <summary>A refusal to a producer, with a stable code, and what to do about it in the message.</summary>
public sealed class PipelineException : Exception
{
    /// <summary>Creates a refusal.</summary>
    /// <param name="code"><c>already_live</c>, <c>not_found</c>, <c>illegal_transition</c>, <c>producer_replaced</c>,
    /// <c>conflict</c>, <c>too_large</c> or <c>backplane_unavailable</c>.</param>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="isRetryable">Whether the same call may succeed later. Default: false.</param>
    /// <param name="innerException">The cause. Default: none.</param>
    public PipelineException(string code, string message, bool isRetryable = false, Exception? innerException = null)
        : base(message, innerException)
    {
        Code = code;
        IsRetryable = isRetryable;
    }

    /// <summary>The stable code; see <see cref="ProgressErrorCodes"/>.</summary>
    public string Code { get; }

    /// <summary>Whether the same call may succeed later.</summary>
    public bool IsRetryable { get; }
}

using DocumentEngine.Text;

namespace DocumentEngine.Documents;

/// <summary>
/// A document that cannot be processed: a code of the product's taxonomy, what happened and what to do.
/// </summary>
public sealed class DocumentException : Exception
{
    /// <summary>Creates the failure.</summary>
    /// <param name="code">A value of <see cref="DocumentErrorCodes"/>.</param>
    /// <param name="message">What happened.</param>
    /// <param name="suggestion">What the person can do.</param>
    /// <param name="retryable">Whether trying again without a change may succeed.</param>
    /// <param name="innerException">The parser's own error, for the log only.</param>
    public DocumentException(
        string code, LocalizedText message, LocalizedText suggestion, bool retryable, Exception? innerException = null)
        : base(Required(message).En, innerException)
    {
        Code = code;
        Description = message;
        Suggestion = suggestion;
        Retryable = retryable;
    }

    /// <summary>The code, a value of <see cref="DocumentErrorCodes"/>.</summary>
    public string Code { get; }

    /// <summary>What happened, in both languages (<see cref="Exception.Message"/> is its English text).</summary>
    public LocalizedText Description { get; }

    /// <summary>What the person can do about it.</summary>
    public LocalizedText Suggestion { get; }

    /// <summary>Whether trying again without a change may succeed.</summary>
    public bool Retryable { get; }

    private static LocalizedText Required(LocalizedText message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message;
    }
}

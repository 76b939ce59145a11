namespace DocumentPipelineHost.Notifications;

/// <summary>The receiver answered, and did not take the message.</summary>
/// <param name="message">What it answered.</param>
/// <param name="isFinal">Whether trying again would meet the same.</param>
/// <param name="isUnset">Whether the user has removed the channel meanwhile: nobody failed.</param>
internal sealed class DeliveryFailedException(string message, bool isFinal, bool isUnset = false) : Exception(message)
{
    public bool IsFinal { get; } = isFinal;

    public bool IsUnset { get; } = isUnset;

    /// <summary>Throws unless the status means that the message was accepted.</summary>
    public static void ThrowUnlessTaken(HttpResponseMessage answer)
    {
        var status = (int)answer.StatusCode;
        if (status is >= 200 and <= 299)
            return;
        throw new DeliveryFailedException(
            $"The receiver answered {status}.", isFinal: status is not (408 or 425 or 429 or >= 500));
    }
}

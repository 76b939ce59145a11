namespace Dpa.Realtime.FanOut;

/// <summary>
/// What is known of the caller's access to one subscription's pipeline. Each question has a number, and an answer
/// counts only while its number is the newest: answers may overtake each other, and a revocation makes every answer
/// that is on its way void. It is its own lock: there is one for each subscription.
/// </summary>
internal sealed class SubscriptionAccess
{
    private volatile string? _allowedEpoch;
    private string? _askedEpoch; // of the newest question, answered or not
    private int _number;
    private bool _isSettled;

    /// <summary>The epoch that the caller may see; null while that is not known.</summary>
    public string? AllowedEpoch => _allowedEpoch;

    /// <summary>A new question; answers to earlier ones are void from here on.</summary>
    public int Ask(string epoch)
    {
        lock (this)
        {
            _askedEpoch = epoch;
            return ++_number;
        }
    }

    /// <summary>
    /// A question by the drain, which found an epoch that was not authorized yet. Never before the first answer: the
    /// subscription is not confirmed then.
    /// </summary>
    public bool TryAsk(string epoch, out int number)
    {
        lock (this)
        {
            number = _number;
            if (!_isSettled || string.Equals(_askedEpoch, epoch, StringComparison.Ordinal)) return false;
            _askedEpoch = epoch;
            number = ++_number;
            return true;
        }
    }

    /// <summary>Whether an answer to this question would count.</summary>
    public bool IsNewest(int number)
    {
        lock (this) return number == _number;
    }

    /// <summary>The same question again, unless a newer one was asked.</summary>
    public bool TryAskAgain(string epoch, ref int number)
    {
        lock (this)
        {
            if (number != _number) return false;
            _askedEpoch = epoch;
            number = ++_number;
            return true;
        }
    }

    /// <summary>Nothing is shown from here on, and what is on its way to allow it is void.</summary>
    /// <returns>Whether a new question is to be asked; before the first answer whoever waits for it asks
    /// again.</returns>
    public bool Revoke()
    {
        lock (this)
        {
            _allowedEpoch = null;
            _askedEpoch = null;
            _number++;
            return _isSettled;
        }
    }

    /// <returns>False where the answer is void.</returns>
    public bool TryAllow(int number, string epoch)
    {
        lock (this)
        {
            if (number != _number) return false;
            _allowedEpoch = epoch;
            _isSettled = true;
            return true;
        }
    }

    /// <summary>The first answer was no, or there is nothing to ask about: from here on the drain asks.</summary>
    /// <param name="number">The question's number; null where none was asked.</param>
    /// <returns>False where the answer is void.</returns>
    public bool TryRefuse(int? number)
    {
        lock (this)
        {
            if (number is not null && number != _number) return false;
            _isSettled = true;
            return true;
        }
    }
}

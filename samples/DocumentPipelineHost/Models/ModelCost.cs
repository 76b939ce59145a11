using System.Text;

namespace DocumentPipelineHost.Models;

/// <summary>
/// What a request costs. Promises: the host itself measures the length of an answer, whatever the service reports; the
/// service's count is used only at the end of a whole answer, and only where it is plausible; a request that was sent
/// and did not complete costs everything that was reserved for it, since nobody knows what the service did.
/// </summary>
/// <param name="question">Tokens of the question, estimated.</param>
/// <param name="reserved">Tokens that the request may cost at most.</param>
/// <param name="progress">Receives the number of tokens of the answer so far.</param>
internal sealed class ModelCost(long question, long reserved, Action<long> progress)
{
    /// <summary>
    /// No text has fewer tokens than this share of the host's estimate: a smaller count of the service is not used.
    /// </summary>
    private const int LeastShare = 8;

    private long _bytes;
    private long _counted;
    private State _state = State.Sent;

    private enum State
    {
        Sent,
        Refused,
        Ended,
    }

    /// <summary>Tokens of the answer so far, estimated.</summary>
    public long Output { get; private set; }

    /// <summary>All of it.</summary>
    public long Total => _state switch
    {
        State.Refused => 0,
        State.Ended when _counted >= Estimate / LeastShare => _counted,
        State.Ended => Estimate,
        _ => Math.Max(reserved, _counted),
    };

    private long Estimate => question + Output;

    /// <summary>The service did not take the question: it costs nothing.</summary>
    public void Refused() => _state = State.Refused;

    /// <summary>The answer came to its end.</summary>
    public void Ended() => _state = State.Ended;

    public void Wrote(string text)
    {
        _bytes += Encoding.UTF8.GetByteCount(text);
        Output = TokenEstimate.OfBytes(_bytes);
        progress(Output);
    }

    /// <summary>The service's own count, which may come more than once, and grow.</summary>
    public void Counted(long? questionTokens, long? answerTokens) =>
        _counted = Math.Max(_counted, Plausible(questionTokens, question) + Plausible(answerTokens, Output));

    // No real count is greater than this; the sum must not overflow.
    private static long Plausible(long? reported, long estimate) =>
        reported is >= 0 and <= int.MaxValue ? reported.Value
        : reported > 0 ? int.MaxValue
        : estimate;
}

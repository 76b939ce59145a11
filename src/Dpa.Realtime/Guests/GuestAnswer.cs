namespace Dpa.Realtime.Guests;

/// <summary>
/// What a guest answered. Without <see cref="IsKnown"/> the answer is unknown, and never a definite no.
/// </summary>
/// <param name="Outcome">How the call ended.</param>
/// <param name="Value">What it answered; default where it did not.</param>
/// <param name="IsStuck">Whether it was not called because earlier calls for the same go on though they were
/// cancelled.</param>
internal readonly record struct GuestAnswer<T>(GuestOutcome Outcome, T? Value = default, bool IsStuck = false)
{
    public bool IsKnown => Outcome == GuestOutcome.Answered;
}

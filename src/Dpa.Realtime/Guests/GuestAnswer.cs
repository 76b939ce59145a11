namespace Dpa.Realtime.Guests;

/// <summary>What a guest answered. Without <see cref="IsKnown"/> the answer is unknown, and never a definite no.</summary>
/// <param name="Outcome">How the call ended.</param>
/// <param name="Value">What it answered; default where it did not.</param>
internal readonly record struct GuestAnswer<T>(GuestOutcome Outcome, T? Value = default)
{
    public bool IsKnown => Outcome == GuestOutcome.Answered;
}

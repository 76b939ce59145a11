using Dpa.Realtime.Guests;

namespace Dpa.Realtime.Tests.Convergence;

/// <summary>
/// The application's code as the simulation has it: it decides when it is asked, and answers at once, later and in any
/// order, or not at all.
/// </summary>
internal sealed class SimGuests(Random random, Action<string> saw) : IGuestCalls
{
    private readonly List<Action> _answers = [];

    /// <summary>Whether it answers at once and without fail.</summary>
    public bool IsPrompt { get; set; }

    public ValueTask<GuestAnswer<T>> CallAsync<T>(
        GuestCall call, Func<CancellationToken, ValueTask<T>> guest, CancellationToken callerGone)
    {
        if (callerGone.IsCancellationRequested) return new(new GuestAnswer<T>(GuestOutcome.CallerGone));
        var answer = new GuestAnswer<T>(GuestOutcome.Answered, Now(guest(callerGone)));
        if (!IsPrompt && random.Next(10) == 0)
        {
            saw("answer missing");
            answer = new(GuestOutcome.TimedOut);
        }

        if (IsPrompt || random.Next(2) == 0) return new(answer);
        var late = new TaskCompletionSource<GuestAnswer<T>>(); // its continuation runs on the simulation's thread
        _answers.Add(() => late.SetResult(callerGone.IsCancellationRequested ? new(GuestOutcome.CallerGone) : answer));
        return new(late.Task);
    }

    public Task CancelLateAsync(CancellationTokenSource source) =>
        throw new NotSupportedException("The simulation's guests are never busy.");

    /// <summary>One of those that are late answers.</summary>
    public void AnswerOne()
    {
        if (_answers.Count == 0) return;
        var i = random.Next(_answers.Count);
        if (i > 0) saw("answer overtook");
        var answer = _answers[i];
        _answers.RemoveAt(i);
        answer();
    }

    public void AnswerAll()
    {
        IsPrompt = true;
        while (_answers.Count > 0) AnswerOne();
    }

    private static T Now<T>(ValueTask<T> task) =>
        task.IsCompleted ? task.Result : throw new InvalidOperationException("The simulation waits for nothing.");
}

using System.Collections.Concurrent;

namespace Dpa.Realtime.Engine;

/// <summary>The questions to other nodes that wait for an answer.</summary>
internal sealed class AnswerTable(TimeProvider time)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, TaskCompletionSource<bool>> _asked = new(StringComparer.Ordinal);

    /// <param name="sendAsync">Sends the question under this id; false where nobody receives it.</param>
    /// <returns>The answer; false where none has come in time: that node is gone.</returns>
    public async ValueTask<bool> AskAsync(Func<string, ValueTask<bool>> sendAsync)
    {
        var id = Guid.NewGuid().ToString("N");
        var asked = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[id] = asked;
        try
        {
            return await sendAsync(id).ConfigureAwait(false)
                && await asked.Task.WaitAsync(Timeout, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            _asked.TryRemove(id, out _);
        }
    }

    public void Answered(string id, bool answer)
    {
        if (_asked.TryGetValue(id, out var asked)) asked.TrySetResult(answer);
    }
}

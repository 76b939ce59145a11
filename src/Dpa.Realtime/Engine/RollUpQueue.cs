using System.Collections.Immutable;

namespace Dpa.Realtime.Engine;

/// <summary>
/// The children of one parent whose changes wait for a write to the parent. One write runs at a time; a child that
/// arrives meanwhile is in the next one, with its newest state only.
/// </summary>
internal sealed class RollUpQueue(
    int maxBatch, Func<IReadOnlyCollection<PipelineState>, Task<ImmutableArray<AcceptedChange>>> write)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Batch> _waiting = new();
    private bool _isRunning;

    public bool IsIdle
    {
        get { lock (_lock) return !_isRunning; }
    }

    public Task<ImmutableArray<AcceptedChange>> AddAsync(PipelineState child)
    {
        Batch batch;
        bool isFirst, run;
        lock (_lock)
        {
            if (_waiting.Last?.Value is not { } last || last.Children.Count >= maxBatch)
                _waiting.AddLast(last = new Batch());
            batch = last;
            isFirst = batch.Children.Count == 0;
            if (!batch.Children.TryGetValue(child.Id, out var held) || child.Position > held.Position)
                batch.Children[child.Id] = child;
            run = !_isRunning;
            _isRunning = true;
        }

        if (run) _ = RunAsync();
        return isFirst ? batch.Written.Task : AfterAsync(batch.Written.Task);
    }

    /// <summary>The parent's transitions go to one of the callers that waited.</summary>
    private static async Task<ImmutableArray<AcceptedChange>> AfterAsync(Task written)
    {
        await written.ConfigureAwait(false);
        return [];
    }

    private async Task RunAsync()
    {
        while (Next() is { } batch)
        {
            try
            {
                batch.Written.SetResult(await write(batch.Children.Values).ConfigureAwait(false));
            }
            catch (Exception e)
            {
                batch.Written.SetException(e); // to each caller that waits for it
            }
        }
    }

    private Batch? Next()
    {
        lock (_lock)
        {
            if (_waiting.First is not { } first)
            {
                _isRunning = false;
                return null;
            }

            _waiting.RemoveFirst();
            return first.Value;
        }
    }

    private sealed class Batch
    {
        public Dictionary<string, PipelineState> Children { get; } = new(StringComparer.Ordinal);

        public TaskCompletionSource<ImmutableArray<AcceptedChange>> Written { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

using System.Runtime.CompilerServices;

namespace Dpa.Realtime.Client;

/// <summary>Watching.</summary>
public sealed partial class RealtimeClient
{
    /// <summary>
    /// The states of a pipeline: the newest each time that the reader is ready, at once if one is held.
    /// A slow reader misses intermediate states, never the last one. The sequence continues after the pipeline's end,
    /// because a pipeline may be retried: stop at <see cref="PipelineState.IsEnded"/> if that is enough. It ends when
    /// the client is disposed.
    /// </summary>
    /// <param name="pipelineId">The pipeline's id.</param>
    /// <param name="options">How it is watched; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The states.</returns>
    /// <exception cref="ArgumentException">The pipeline id is invalid, or a rate is out of its range.</exception>
    /// <exception cref="RealtimeException">While reading: <c>not_found</c>, <c>forbidden</c>, <c>expired</c>,
    /// <c>too_many_subscriptions</c>, <c>unauthorized</c>.</exception>
    public IAsyncEnumerable<PipelineState> WatchAsync(
        string pipelineId, WatchOptions? options = null, CancellationToken cancellationToken = default)
    {
        CheckId(pipelineId);
        if (options?.MaxHz is < 0.1 or > 60 or double.NaN)
            throw new ArgumentException("WatchOptions.MaxHz is from 0.1 to 60.", nameof(options));
        ThrowIfDisposed();
        return ReadAsync(pipelineId, options ?? new WatchOptions(), cancellationToken);
    }

    /// <summary>
    /// The user's own top-level pipelines, oldest first: all that are running, and those that end from now on.
    /// Each change produces a new list; the reader gets the newest one each time that it is ready. An empty list is
    /// returned once it is known that there are none; nothing is returned before. The sequence ends when the client is
    /// disposed.
    /// </summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The lists.</returns>
    /// <exception cref="RealtimeException">While reading: <c>unauthorized</c>, <c>forbidden</c>.</exception>
    public IAsyncEnumerable<IReadOnlyList<PipelineState>> WatchMineAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        return ReadMineAsync(cancellationToken);
    }

    /// <summary>
    /// A live list: the newest pipelines that a query finds, the newest start first, as they start, change, enter and
    /// leave. Each change produces a new list; the reader gets the newest one each time that it is ready. Nothing is
    /// returned before it is known what is on the list. The states are without stages, unless something else watches
    /// them. The sequence ends when the client is disposed.
    /// </summary>
    /// <param name="query">Which pipelines, at most <see cref="PipelineQuery.Limit"/>; without
    /// <see cref="PipelineQuery.Since"/> and <see cref="PipelineQuery.Cursor"/>. Default: the user's own.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The lists.</returns>
    /// <exception cref="ArgumentException">A limit out of its range, or a <see cref="PipelineQuery.Since"/> or
    /// <see cref="PipelineQuery.Cursor"/>.</exception>
    /// <exception cref="RealtimeException">While reading: <c>invalid_message</c>, <c>too_many_subscriptions</c> for
    /// more than 16 lists, <c>unauthorized</c>, <c>forbidden</c>; <c>unknown_type</c> from a server without live
    /// lists.</exception>
    public IAsyncEnumerable<IReadOnlyList<PipelineState>> WatchQueryAsync(
        PipelineQuery? query = null, CancellationToken cancellationToken = default)
    {
        query ??= new PipelineQuery();
        if (query.Limit is < 1 or > 200)
            throw new ArgumentException("PipelineQuery.Limit is from 1 to 200.", nameof(query));
        if (query.Since is not null || query.Cursor is not null)
            throw new ArgumentException("A live list has no Since and no Cursor: leave both out.", nameof(query));
        ThrowIfDisposed();
        return ReadQueryAsync(query, cancellationToken);
    }

    private static void CheckId(string pipelineId)
    {
        if (!WireBounds.IsPipelineId(pipelineId))
            throw new ArgumentException(
                "A pipeline's id is 1 to 128 characters of A-Z a-z 0-9 . _ : -", nameof(pipelineId));
    }

    /// <summary>As a part of an address, dots alone would lead elsewhere.</summary>
    private static void CheckAddressed(string pipelineId)
    {
        CheckId(pipelineId);
        if (pipelineId is "." or "..")
            throw new ArgumentException("That is no id of a pipeline to ask for.", nameof(pipelineId));
    }

    private async IAsyncEnumerable<PipelineState> ReadAsync(
        string id, WatchOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        // of this reading alone: it may be read again
        if (options.OnTransition is { } raise)
            options = options with { OnTransition = t => Handlers.Call(raise, t, _logger) };
        var watcher = new StateWatcher(options, new Watcher<PipelineState>());
        _core.Strand.Post(() => _core.Watch(id, watcher));
        try
        {
            await foreach (var state in watcher.Reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                yield return state;
        }
        finally
        {
            _core.Strand.Post(() => _core.Book.Leave(id, watcher));
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<PipelineState>> ReadMineAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        var watcher = new Watcher<IReadOnlyList<PipelineState>>();
        _core.Strand.Post(() => _core.Watch(watcher));
        try
        {
            await foreach (var list in watcher.ReadAsync(cancellationToken).ConfigureAwait(false)) yield return list;
        }
        finally
        {
            _core.Strand.Post(() => _core.Book.Mine.Leave(watcher));
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<PipelineState>> ReadQueryAsync(
        PipelineQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        var watcher = new Watcher<IReadOnlyList<PipelineState>>();
        LiveQuery? live = null; // set and read on the strand
        _core.Strand.Post(() => live = _core.Watch(query, watcher));
        try
        {
            await foreach (var list in watcher.ReadAsync(cancellationToken).ConfigureAwait(false)) yield return list;
        }
        finally
        {
            _core.Strand.Post(() =>
            {
                if (live is not null) _core.Book.Queries.Leave(live);
            });
        }
    }
}

using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Links;

/// <summary>One channel: counts its users, and runs one subscribe or unsubscribe at a time.</summary>
internal sealed class ChannelSubscription(string channel)
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private ChannelMessageQueue? _queue;
    private volatile Action<ReadOnlyMemory<byte>>? _handler;
    private int _users;
    private bool _isGone;

    public string Channel { get; } = channel;

    /// <summary>Whether it was subscribed once and must stay active from then on.</summary>
    public bool IsSubscribed => Volatile.Read(ref _queue) is not null && !Volatile.Read(ref _isGone);

    /// <returns>False if it was given up meanwhile; the caller takes a new one.</returns>
    public async ValueTask<bool> AddAsync(
        Func<ValueTask<ChannelMessageQueue>> subscribe, Action<ReadOnlyMemory<byte>> handler)
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_isGone) return false;
            _handler = handler; // the last user's: an earlier one may be about to leave
            if (_queue is null)
            {
                _isGone = true; // unless it succeeds
                _queue = await subscribe().ConfigureAwait(false);
                _queue.OnMessage(message => _handler!((byte[]?)message.Message ?? []));
                _isGone = false;
            }

            _users++;
            return true;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <returns>Whether that was the last user, and the channel is given up.</returns>
    public async ValueTask<bool> RemoveAsync(Func<ChannelMessageQueue, ValueTask> unsubscribe)
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_isGone || --_users > 0) return false;
            _isGone = true;
            await unsubscribe(_queue!).ConfigureAwait(false);
            return true;
        }
        finally
        {
            _gate.Release();
        }
    }
}

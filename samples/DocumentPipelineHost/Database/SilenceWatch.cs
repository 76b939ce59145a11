using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace DocumentPipelineHost.Database;

/// <summary>
/// Detects a database that falls silent: it accepts bytes but does not answer. When a call takes long, or ended without
/// an answer in time, the server is asked for a new connection. While it gives none, every call is refused at once and
/// holds no thread; as soon as it gives one, everything continues. A call in progress is not cut off: it ends by its
/// own limit. The checks have a thread of their own, because waiting calls hold the threads of the pool.
/// </summary>
/// <param name="ask">Asks for a new connection; throws where there is none in time.</param>
/// <param name="onBack">Called when the server answers after a silence: connections of before may be dead.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Logs when the database falls silent and when it answers again.</param>
internal sealed class SilenceWatch(Action ask, Action onBack, TimeProvider time, ILogger logger) : IDisposable
{
    /// <summary>
    /// How long a call takes before the server is asked, and how long after an answer it is asked again.
    /// </summary>
    public static readonly TimeSpan LookAfter = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<long, long> _calls = new(); // number and beginning of those under way
    private readonly ManualResetEventSlim _stopped = new();
    private long _number;
    private long _looked;
    private volatile bool _isSilent;
    private volatile bool _hasMet;

    /// <summary>Whether all calls are refused now.</summary>
    public bool IsSilent => _isSilent;

    /// <summary>Begins to look, until it is disposed.</summary>
    public void Start() => new Thread(LookUntilStopped) { IsBackground = true, Name = "database silence" }.Start();

    /// <summary>Makes a call.</summary>
    /// <exception cref="DatabaseSilentException">There was no answer in time, or the database is silent
    /// now.</exception>
    public T Call<T>(Func<T> call)
    {
        var number = Begin();
        try
        {
            return call();
        }
        catch (Exception exception) when (DatabaseFailures.IsSilence(exception))
        {
            throw Met(exception);
        }
        finally
        {
            _calls.TryRemove(number, out _);
        }
    }

    /// <inheritdoc cref="Call"/>
    public async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        var number = Begin();
        try
        {
            return await call();
        }
        catch (Exception exception) when (DatabaseFailures.IsSilence(exception))
        {
            throw Met(exception);
        }
        finally
        {
            _calls.TryRemove(number, out _);
        }
    }

    /// <summary>Asks the server, where there is a reason to.</summary>
    public void Look()
    {
        if (!_isSilent && !_hasMet && !IsAnyLate())
            return;
        var answers = Answers();
        Volatile.Write(ref _looked, time.GetTimestamp());
        if (answers)
            Back();
        else
            Silent();
    }

    public void Dispose() => _stopped.Set();

    private long Begin()
    {
        if (_isSilent || RequestWait.IsSpent)
            throw new DatabaseSilentException();
        var number = Interlocked.Increment(ref _number);
        _calls[number] = time.GetTimestamp();
        return number;
    }

    private DatabaseSilentException Met(Exception exception)
    {
        RequestWait.Spend();
        if (!DatabaseFailures.IsPoolExhausted(exception)) // too much work is no silence: those who have it are watched
            _hasMet = true;
        return new DatabaseSilentException(exception);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Nothing that a look meets may end the process.")]
    private void LookUntilStopped()
    {
        while (!_stopped.Wait(Pause))
        {
            try
            {
                Look();
            }
            catch (Exception exception)
            {
                logger.LogWarning(exception, "Whether the database answers could not be found out; it is tried again");
            }
        }
    }

    private bool IsAnyLate()
    {
        var looked = Volatile.Read(ref _looked);
        return _calls.Any(call => time.GetElapsedTime(Math.Max(call.Value, looked)) >= LookAfter);
    }

    /// <summary>A refusal is an answer: calls then meet their own.</summary>
    private bool Answers()
    {
        try
        {
            ask();
            return true;
        }
        catch (Exception exception) when (exception is DbException or TimeoutException or IOException)
        {
            return !DatabaseFailures.IsSilence(exception);
        }
    }

    private void Silent()
    {
        if (!_isSilent)
        {
            logger.LogError(
                "The database does not answer: what needs it is refused until it does. " +
                "Look at the server and at the network between");
        }

        _isSilent = true;
    }

    private void Back()
    {
        if (_isSilent || _hasMet)
            onBack();
        if (_isSilent)
            logger.LogInformation("The database answers again");
        _hasMet = false;
        _isSilent = false;
    }
}

using DocumentPipelineHost.Database;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace DocumentPipelineHost.Tests.Services;

/// <summary>
/// One limit for all that a request asks of a silent database, and none of it waits once the silence is known.
/// </summary>
public sealed class SilenceWatchTests : IDisposable
{
    private static readonly NpgsqlException Silence = new(
        "Exception while reading from stream", new TimeoutException());

    private readonly FakeTimeProvider _time = new();
    private readonly SilenceWatch _watch;
    private bool _answers;
    private int _asked;
    private int _back;

    public SilenceWatchTests() => _watch = new SilenceWatch(
        () =>
        {
            _asked++;
            if (!_answers)
                throw Silence;
        },
        () => _back++,
        _time,
        NullLogger.Instance);

    [Fact]
    public async Task Call_OfARequestThatMetSilence_IsRefusedWithoutBeingMade()
    {
        var made = 0;
        await RequestWait.RunAsync(() =>
        {
            Assert.Throws<DatabaseSilentException>(() => _watch.Call<int>(static () => throw Silence));
            Assert.Throws<DatabaseSilentException>(() => _watch.Call(() => made++));
            return Task.CompletedTask;
        });

        Assert.Equal(0, made);
        await RequestWait.RunAsync(
            () => Task.FromResult(_watch.Call(() => made++))); // another request asks for itself
        Assert.Equal(1, made);
        _watch.Call(() => made++); // and so does whoever is no request
        Assert.Equal(2, made);
    }

    [Fact]
    public async Task Call_OfAnotherKindOfFailure_IsThrownAsItIsAndRefusesNothing()
    {
        await RequestWait.RunAsync(async () =>
        {
            await Assert.ThrowsAsync<InvalidOperationException>(
                () => _watch.CallAsync<int>(static () => throw new InvalidOperationException()));
            Assert.Equal(1, await _watch.CallAsync(static () => Task.FromResult(1)));
        });
        _watch.Look();

        Assert.Equal(0, _asked);
    }

    [Fact]
    public void Look_AfterSilence_RefusesEverybodyUntilTheServerAnswers()
    {
        Assert.Throws<DatabaseSilentException>(() => _watch.Call<int>(static () => throw Silence));
        Assert.Equal(1, _watch.Call(static () => 1)); // nobody knows yet

        _watch.Look();
        Assert.True(_watch.IsSilent);
        Assert.Throws<DatabaseSilentException>(() => _watch.Call(static () => 1));
        _watch.Look();
        Assert.Equal((2, 0), (_asked, _back));

        _answers = true;
        _watch.Look();
        Assert.Equal(1, _back); // connections of before are dropped
        Assert.Equal(1, _watch.Call(static () => 1));
        _watch.Look();
        Assert.Equal(3, _asked); // there is no reason any more
    }

    /// <summary>
    /// More work than connections is not the server's silence: it is not asked, and no connection is dropped.
    /// </summary>
    [Fact]
    public async Task Call_ThatGetsNoConnectionOfTheBusyPool_IsRefusedAndDropsNone()
    {
        var address = await SharedPostgres.CreateDatabaseAsync();
        await using var source = NpgsqlDataSource.Create($"{address};Maximum Pool Size=1;Timeout=1");
        await using var taken = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        _answers = true;

        Assert.Throws<DatabaseSilentException>(() => _watch.Call(() => source.OpenConnection()));
        _watch.Look();

        Assert.Equal((0, 0), (_asked, _back));
    }

    /// <summary>A call need not end for the others to be spared.</summary>
    [Fact]
    public void Look_WhileACallTakesLong_FindsTheSilenceOut()
    {
        _watch.Call(() =>
        {
            _watch.Look();
            Assert.Equal(0, _asked);
            _time.Advance(SilenceWatch.LookAfter);
            _watch.Look();
            Assert.Throws<DatabaseSilentException>(() => _watch.Call(static () => 1));
            return 0;
        });

        Assert.Equal(1, _asked);
    }

    /// <summary>
    /// A slow statement of a server that answers is waited for, and is no reason to ask again and again.
    /// </summary>
    [Fact]
    public void Look_WhileASlowCallIsUnderWay_AsksOnceInAWhileAndRefusesNobody()
    {
        _answers = true;
        var value = _watch.Call(() =>
        {
            _time.Advance(SilenceWatch.LookAfter);
            _watch.Look();
            _watch.Look();
            Assert.Equal(1, _asked);
            _time.Advance(SilenceWatch.LookAfter);
            _watch.Look();
            Assert.Equal(2, _asked);
            return _watch.Call(static () => 7);
        });

        Assert.Equal((7, 0), (value, _back));
    }

    /// <summary>
    /// What a statement without an answer costs, and what is known of it before, is less than a request may take.
    /// </summary>
    [Fact]
    public void Address_WithoutLimits_StaysBelowTenSeconds()
    {
        var settings = new NpgsqlConnectionStringBuilder(new PostgresAddress("Host=db;Username=dpa").ConnectionString);
        var chosen = new NpgsqlConnectionStringBuilder(
            new PostgresAddress("Host=db;Username=dpa;Timeout=20;Command Timeout=60").ConnectionString);

        var most = settings.Timeout + settings.CommandTimeout + SilenceWatch.LookAfter.TotalSeconds;
        Assert.True(most < 10, settings.ConnectionString);
        Assert.Equal((20, 60), (chosen.Timeout, chosen.CommandTimeout)); // the operator's own count
    }

    public void Dispose() => _watch.Dispose();
}

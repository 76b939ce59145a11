using System.Collections.Concurrent;
using System.Security.Claims;
using Dpa.Realtime.Connections;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Guests;
using Dpa.Realtime.Protocol;
using Dpa.Realtime.Publishing;
using Dpa.Realtime.Tests.Convergence;
using Dpa.Realtime.Tests.Publishing;

namespace Dpa.Realtime.Tests.Connections;

/// <summary>One connection's access is evaluated again while no place is free for its questions.</summary>
public sealed class ReauthorizeTests : PublishingTest
{
    private const int Pipelines = 100;

    [Fact]
    public async Task Reauthorize_ManySubscriptions_ShowsNothingAndAsksAFewAtATime()
    {
        var guests = new FullGuests(Guests);
        using var node = new SimNode(Memory, new Everybody(), guests, Time, Options);
        var set = await SubscribedAsync(node);

        guests.Refusing = FullGuests.AfterAWhile;
        var judging = set.ReauthorizeAsync();
        Assert.All(set.All(), s => Assert.Null(s.Access.AllowedEpoch)); // nothing is shown before it is answered again
        await UntilAsync(() => guests.LetOneGo() == Pipelines);
        Assert.InRange(guests.MostUnderWay, 1, 16);

        guests.Refusing = null;
        await UntilAsync(() =>
        {
            Time.Advance(TimeSpan.FromSeconds(1.5));
            return judging.IsCompleted;
        });
        await judging;
        Assert.All(set.All(), s => Assert.NotNull(s.Access.AllowedEpoch));
    }

    /// <summary>The authorizer may be well: it is not asked less and less often.</summary>
    [Fact]
    public async Task Reauthorize_WithoutAFreePlace_AsksAgainAboutOnceASecond()
    {
        var guests = new FullGuests(Guests);
        using var node = new SimNode(Memory, new Everybody(), guests, Time, Options);
        var set = await SubscribedAsync(node);
        guests.Refusing = FullGuests.AtOnce;

        // On a thread without a context, so that what waits for the time goes on within Advance.
        var asked = await Task.Run(
            () =>
            {
                _ = set.RevokedAsync("p0");
                for (var i = 0; i < 6; i++) Time.Advance(TimeSpan.FromSeconds(1.5));
                return guests.Asked;
            },
            Ct);

        Assert.Equal(7, asked);
    }

    /// <summary>
    /// Each revocation makes the questions before it void: those that still wait in the line are not asked.
    /// </summary>
    [Fact]
    public async Task Revocations_OfTheSame_AskNoVoidQuestions()
    {
        var guests = new FullGuests(Guests);
        using var node = new SimNode(Memory, new Everybody(), guests, Time, Options);
        var set = await SubscribedAsync(node);
        guests.Refusing = FullGuests.AfterAWhile;

        var judging = Enumerable.Range(0, 50).Select(_ => set.RevokedAsync("p0")).ToArray();
        await UntilAsync(() =>
        {
            guests.LetOneGo();
            // The one that counts is asked once the others have left the line.
            return judging[..^1].All(j => j.IsCompleted) && guests.Asked >= 17;
        });

        Assert.Equal(17, guests.Asked); // those that had their turn at once, and the one that counts
        guests.Refusing = null;
        await UntilAsync(() =>
        {
            Time.Advance(TimeSpan.FromSeconds(1.5));
            guests.LetOneGo();
            return judging[^1].IsCompleted;
        });
        Assert.All(set.All(), s => Assert.NotNull(s.Access.AllowedEpoch));
    }

    /// <summary>
    /// First answers of a client that cannot ask again: in the same line, and as often, as what is evaluated again.
    /// </summary>
    [Fact]
    public async Task Subscribe_WithoutAFreePlace_AsksAgainAFewAtATime()
    {
        var guests = new FullGuests(Guests);
        using var node = new SimNode(Memory, new Everybody(), guests, Time, Options);
        await StartAllAsync();
        var set = NewSet(node, asksAgain: true);
        guests.Refusing = FullGuests.AtOnce;
        await set.SubscribeAsync(Subscribing());
        await UntilAsync(() => set.PendingMessages == 0); // each was asked about once
        var first = guests.Asked;

        guests.Refusing = FullGuests.AfterAWhile;
        await UntilAsync(() =>
        {
            Time.Advance(TimeSpan.FromSeconds(1.5));
            return guests.LetOneGo() >= Pipelines;
        });

        Assert.Equal(Pipelines, first);
        Assert.InRange(guests.MostUnderWay, 1, 16);
        guests.Refusing = null;
        await UntilAsync(() =>
        {
            Time.Advance(TimeSpan.FromSeconds(1.5));
            guests.LetOneGo();
            return set.All().All(s => s.Access.AllowedEpoch is not null);
        });
    }

    /// <summary>A place may be free soon: the pauses of a first answer do not double where there was none.</summary>
    [Fact]
    public async Task Subscribe_WithoutAFreePlace_AsksAgainAboutOnceASecond()
    {
        var guests = new FullGuests(Guests);
        using var node = new SimNode(Memory, new Everybody(), guests, Time, Options);
        await StartAllAsync();
        var set = NewSet(node, asksAgain: true);
        guests.Refusing = FullGuests.AtOnce;
        var asked = await Task.Run(
            async () =>
            {
                await set.SubscribeAsync(
                    new ClientMessage { Type = ClientMessageType.SubscribePipeline, PipelineIds = ["p0"] });
                await UntilAsync(() => set.PendingMessages == 0);
                for (var i = 0; i < 6; i++) Time.Advance(TimeSpan.FromSeconds(1.5));
                return guests.Asked;
            },
            Ct);

        Assert.Equal(7, asked);
    }

    private async Task<SubscriptionSet> SubscribedAsync(SimNode node)
    {
        await StartAllAsync();
        var set = NewSet(node, asksAgain: false);
        await set.SubscribeAsync(Subscribing());
        await UntilAsync(() =>
            set.All() is { Length: Pipelines } all && all.All(s => s.Access.AllowedEpoch is not null));
        return set;
    }

    private SubscriptionSet NewSet(SimNode node, bool asksAgain)
    {
        var outbox = new ConnectionOutbox(OutboxRules.V1, _ => 0, Time, node.Wheel, node.Context.Metrics);
        return new SubscriptionSet(node.Context, new Caller("reader", new ClaimsPrincipal(), null, 0), outbox, Ct)
        {
            AsksAgain = asksAgain,
        };
    }

    private static ClientMessage Subscribing() =>
        new() { Type = ClientMessageType.SubscribePipeline, PipelineIds = [.. Ids] };

    private static IEnumerable<string> Ids => Enumerable.Range(0, Pipelines).Select(i => $"p{i}");

    private async Task StartAllAsync()
    {
        var notifier = new ProgressNotifier(Memory, Context, new ArchiveLookup(Memory, Guests));
        foreach (var id in Ids) await notifier.StartAsync(new PipelineStart(id, Owner), Ct);
    }

    private sealed class Everybody : IPipelineAuthorizer
    {
        public ValueTask<bool> CanReadAsync(
            ClaimsPrincipal principal, string userId, PipelineState pipeline, CancellationToken cancellationToken
        ) => new(true);
    }

    /// <summary>Has no place free when it is told to have none.</summary>
    private sealed class FullGuests(IGuestCalls inner) : IGuestCalls
    {
        public const string AtOnce = "at once";
        public const string AfterAWhile = "after a while";

        private readonly ConcurrentQueue<TaskCompletionSource> _held = new();
        private readonly Lock _lock = new();
        private volatile string? _refusing;
        private int _asked;
        private int _underWay;
        private int _refused;

        public string? Refusing { get => _refusing; set => _refusing = value; }

        public int Asked => Volatile.Read(ref _asked);

        public int MostUnderWay { get; private set; }

        public ValueTask<GuestAnswer<T>> CallAsync<T>(
            GuestCall call, Func<CancellationToken, ValueTask<T>> guest, CancellationToken callerGone)
        {
            if (_refusing is null || call.IsOfMany) return inner.CallAsync(call, guest, callerGone);
            Interlocked.Increment(ref _asked);
            return _refusing == AtOnce ? new(new GuestAnswer<T>(GuestOutcome.Busy)) : HoldAsync<T>();
        }

        public Task CancelLateAsync(CancellationTokenSource source) => inner.CancelLateAsync(source);

        /// <returns>How many were let go.</returns>
        public int LetOneGo()
        {
            if (!_held.TryDequeue(out var held)) return Volatile.Read(ref _refused);
            held.SetResult();
            return Interlocked.Increment(ref _refused);
        }

        private async ValueTask<GuestAnswer<T>> HoldAsync<T>()
        {
            lock (_lock) MostUnderWay = Math.Max(MostUnderWay, ++_underWay);
            var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _held.Enqueue(held);
            await held.Task;
            lock (_lock) _underWay--;
            return new(GuestOutcome.Busy);
        }
    }
}

using System.Diagnostics.Metrics;
using System.Security.Claims;
using Dpa.Realtime.Connections;
using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.Guests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dpa.Realtime.Tests.Connections;

/// <summary>
/// A revocation that comes while the authorizer answers: what it answered may be of before, and is asked again.
/// </summary>
public sealed class AccessCheckTests : IDisposable
{
    private static readonly Caller User = new("user-1", new ClaimsPrincipal(), null, 0);

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly AccessChanges _changes = new(TimeProvider.System);
    private readonly Rules _rules;
    private readonly AccessCheck _access;

    public AccessCheckTests()
    {
        _rules = new Rules(_changes);
        var metrics = new RealtimeMetrics(_services.GetRequiredService<IMeterFactory>());
        _access = new AccessCheck(
            _rules,
            new GuestCalls(new DpaRealtimeOptions(), TimeProvider.System, metrics, NullLogger<GuestCalls>.Instance),
            _changes);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Control_RevokedWhileTheAuthorizerAnswers_IsRefused()
    {
        _rules.RevokesDuring = "control";

        Assert.Equal(Access.Denied, await _access.MayControlAsync(User, Pipeline("a"), _access.Now, Ct));
    }

    /// <summary>
    /// What may be controlled is asked with a role in mind; that it may be seen was asked before the revocation.
    /// </summary>
    [Fact]
    public async Task Control_RevokedAfterItWasSeen_IsRefused()
    {
        var seenAt = _access.Now;
        _rules.Revoke("a");

        Assert.Equal(Access.Denied, await _access.MayControlAsync(User, Pipeline("a"), seenAt, Ct));
    }

    [Fact]
    public async Task Control_RevokedAndAllowedAgain_IsAllowed()
    {
        var seenAt = _access.Now;
        _rules.Revoke("a");
        _rules.Visible.Add("a");

        Assert.Equal(Access.Allowed, await _access.MayControlAsync(User, Pipeline("a"), seenAt, Ct));
    }

    [Theory]
    [InlineData(false, "Denied")]
    [InlineData(true, "Allowed")]
    public async Task ReadMany_RevokedWhileTheAuthorizerAnswers_IsAskedAgain(bool isAllowedAgain, string due)
    {
        _rules.RevokesDuring = "many";
        _rules.AllowsAgain = isAllowedAgain;

        var access = await _access.TryReadManyAsync(User, [Pipeline("a"), Pipeline("b"), Pipeline("c")], Ct);

        Assert.Equal([due, "Allowed", "Denied"], access!.Select(a => $"{a}"));
        Assert.Equal(["a"], _rules.AskedSingly);
    }

    /// <summary>
    /// The call about many hangs whoever asks: once enough of those are stuck, all are asked about one by one.
    /// </summary>
    [Fact]
    public async Task ReadMany_WhereThatHangs_IsAskedOneByOne()
    {
        var access = new AccessCheck(_rules, new StuckAboutMany(), _changes);

        Assert.Null(await access.TryReadManyAsync(User, [Pipeline("a"), Pipeline("c")], Ct));
        Assert.Equal(
            [Access.Allowed, Access.Denied],
            await access.MayReadManyAsync(User, [Pipeline("a"), Pipeline("c")], Ct));
    }

    public void Dispose() => _services.Dispose();

    private static PipelineState Pipeline(string id) =>
        new()
        {
            Id = id, Owner = "user-2", Position = new PipelinePosition("0190a000-0000-7000-8000-000000000001", 1),
        };

    private sealed class StuckAboutMany : IGuestCalls
    {
        public async ValueTask<GuestAnswer<T>> CallAsync<T>(
            GuestCall call, Func<CancellationToken, ValueTask<T>> guest, CancellationToken callerGone) =>
            call.IsOfMany ? new(GuestOutcome.Busy, IsStuck: true) : new(GuestOutcome.Answered, await guest(callerGone));

        public Task CancelLateAsync(CancellationTokenSource source) => throw new NotSupportedException();
    }

    /// <summary>Knows <c>a</c> and <c>b</c> as visible, and a role that may control all.</summary>
    private sealed class Rules(AccessChanges changes) : IPipelineAuthorizer
    {
        public HashSet<string> Visible { get; } = ["a", "b"];

        public List<string> AskedSingly { get; } = [];

        public string? RevokesDuring { get; set; }

        public bool AllowsAgain { get; set; }

        public void Revoke(string id)
        {
            Visible.Remove(id);
            changes.Revoked("user-1", id);
        }

        public ValueTask<bool> CanReadAsync(
            ClaimsPrincipal principal, string userId, PipelineState pipeline, CancellationToken cancellationToken)
        {
            AskedSingly.Add(pipeline.Id);
            return new(Visible.Contains(pipeline.Id));
        }

        public ValueTask<bool> CanControlAsync(
            ClaimsPrincipal principal, string userId, PipelineState pipeline, CancellationToken cancellationToken)
        {
            RevokeOnce("control", pipeline.Id);
            return new(true);
        }

        public ValueTask<IReadOnlyCollection<string>?> CanReadManyAsync(
            ClaimsPrincipal principal, string userId, IReadOnlyList<PipelineState> pipelines,
            CancellationToken cancellationToken)
        {
            string[] visible = [.. Visible];
            RevokeOnce("many", "a");
            return new(visible);
        }

        private void RevokeOnce(string during, string id)
        {
            if (RevokesDuring != during) return;
            RevokesDuring = null;
            Revoke(id);
            if (AllowsAgain) Visible.Add(id);
        }
    }
}

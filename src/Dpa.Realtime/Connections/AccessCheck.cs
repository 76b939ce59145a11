using Dpa.Realtime.Guests;

namespace Dpa.Realtime.Connections;

/// <summary>
/// Asks the authorizer. The built-in one is no guest and answers at once; the application's is called by
/// <see cref="IGuestCalls"/>. An answer that a revocation has overtaken allows nothing: it may be of before.
/// </summary>
internal sealed class AccessCheck(IPipelineAuthorizer authorizer, IGuestCalls guests, AccessChanges changes)
{
    /// <summary>How many questions of one caller are under way at the same time.</summary>
    public const int AtOnce = 16;

    private readonly bool _isBuiltIn = authorizer is OwnerOnlyAuthorizer;
    private readonly string _name = authorizer.GetType().Name;

    /// <summary>False where the caller may see no pipeline of that owner: none has to be asked about.</summary>
    public bool MayReadAnyOf(Caller caller, string owner) =>
        !_isBuiltIn || string.Equals(caller.UserId, owner, StringComparison.Ordinal);

    /// <summary>Whether the caller may see the pipeline. Never throws.</summary>
    public ValueTask<Access> MayReadAsync(Caller caller, PipelineState pipeline, CancellationToken callerGone) =>
        _isBuiltIn ? new(OfOwner(caller, pipeline)) : AccessOfAsync(AskToReadAsync(caller, pipeline, callerGone));

    /// <summary>The same, and whether it is unknown only because no place was free. Never throws.</summary>
    public async ValueTask<AccessAnswer> AskToReadAsync(
        Caller caller, PipelineState pipeline, CancellationToken callerGone)
    {
        if (_isBuiltIn) return new(OfOwner(caller, pipeline));
        while (true)
        {
            var asked = changes.Now;
            var answer = await AskAsync(
                    caller, pipeline,
                    t => authorizer.CanReadAsync(caller.Principal, caller.UserId, pipeline, t),
                    callerGone)
                .ConfigureAwait(false);
            if (answer.Access != Access.Allowed || !changes.IsRevokedSince(asked, caller.UserId, pipeline.Id))
                return answer;
        }
    }

    /// <summary>
    /// The number of the last change of access. Before a caller's access is asked about, for
    /// <see cref="MayControlAsync"/>.
    /// </summary>
    public long Now => changes.Now;

    /// <summary>
    /// Whether the caller, who might see the pipeline when last asked about, may control it. Never throws.
    /// </summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="seenAt"><see cref="Now"/> before it was asked whether the caller may see it: where that was revoked
    /// since, it is asked again.</param>
    /// <param name="callerGone">Cancelled when nobody waits any more.</param>
    public async ValueTask<Access> MayControlAsync(
        Caller caller, PipelineState pipeline, long seenAt, CancellationToken callerGone)
    {
        if (_isBuiltIn) return OfOwner(caller, pipeline);
        while (true)
        {
            var (access, _) = await AskAsync(
                    caller, pipeline,
                    t => authorizer.CanControlAsync(caller.Principal, caller.UserId, pipeline, t),
                    callerGone)
                .ConfigureAwait(false);
            if (access != Access.Allowed || !changes.IsRevokedSince(seenAt, caller.UserId, pipeline.Id))
                return access;
            seenAt = changes.Now;
            if (
                await MayReadAsync(caller, pipeline, callerGone).ConfigureAwait(false) is not Access.Allowed and var may
            )
                return may;
        }
    }

    /// <summary>
    /// Which of the pipelines the caller may see, in their order: in one call where the authorizer takes many, else 16
    /// at a time. Never throws.
    /// </summary>
    public async ValueTask<Access[]> MayReadManyAsync(
        Caller caller, IReadOnlyList<PipelineState> pipelines, CancellationToken callerGone)
    {
        if (await TryReadManyAsync(caller, pipelines, callerGone).ConfigureAwait(false) is { } known) return known;
        var access = new Access[pipelines.Count];
        await Bounded
            .ForEachAsync(pipelines.Count, AtOnce, async i =>
                access[i] = await MayReadAsync(caller, pipelines[i], callerGone).ConfigureAwait(false))
            .ConfigureAwait(false);
        return access;
    }

    /// <summary>The same in one call, or null where the authorizer is to be asked one by one.</summary>
    public async ValueTask<Access[]?> TryReadManyAsync(
        Caller caller, IReadOnlyList<PipelineState> pipelines, CancellationToken callerGone)
    {
        if (_isBuiltIn || pipelines.Count < 2) return null;
        var asked = changes.Now;
        var call = new GuestCall(Guest.Authorizer, _name, caller.UserId, pipelines[0].Id, IsOfMany: true);
        // Copied inside the call: what the application returns is its own code as well.
        var answer = await guests.CallAsync(call, async t =>
        {
            var visible = await authorizer.CanReadManyAsync(caller.Principal, caller.UserId, pipelines, t);
            return visible?.ToHashSet(StringComparer.Ordinal);
        }, callerGone).ConfigureAwait(false);
        if (answer.IsStuck) return null; // it may hang about many only
        if (!answer.IsKnown) return new Access[pipelines.Count]; // unknown, each of them
        if (answer.Value is not { } ids) return null;
        var access = pipelines.Select(p => ids.Contains(p.Id) ? Access.Allowed : Access.Denied).ToArray();
        // A revocation has overtaken the answer for some: those are asked about again, by themselves.
        int[] again =
        [
            .. Enumerable
                .Range(0, access.Length)
                .Where(i =>
                    access[i] == Access.Allowed && changes.IsRevokedSince(asked, caller.UserId, pipelines[i].Id)),
        ];
        await Bounded
            .ForEachAsync(again.Length, AtOnce, async i =>
                access[again[i]] = await MayReadAsync(caller, pipelines[again[i]], callerGone).ConfigureAwait(false))
            .ConfigureAwait(false);
        return access;
    }

    private static async ValueTask<Access> AccessOfAsync(ValueTask<AccessAnswer> answer) =>
        (await answer.ConfigureAwait(false)).Access;

    private async ValueTask<AccessAnswer> AskAsync(
        Caller caller, PipelineState pipeline, Func<CancellationToken, ValueTask<bool>> ask,
        CancellationToken callerGone)
    {
        var answer = await guests
            .CallAsync(new GuestCall(Guest.Authorizer, _name, caller.UserId, pipeline.Id), ask, callerGone)
            .ConfigureAwait(false);
        if (!answer.IsKnown)
            return new(Access.Unknown, answer.Outcome == GuestOutcome.Busy);
        return new(answer.Value ? Access.Allowed : Access.Denied);
    }

    private static Access OfOwner(Caller caller, PipelineState pipeline) =>
        string.Equals(caller.UserId, pipeline.Owner, StringComparison.Ordinal) ? Access.Allowed : Access.Denied;
}

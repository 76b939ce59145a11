using Dpa.Realtime.Guests;

namespace Dpa.Realtime.Connections;

/// <summary>Asks the authorizer. The built-in one is no guest and answers at once; the application's is called by <see cref="IGuestCalls"/>. An answer that a revocation has overtaken allows nothing: it may be of before.</summary>
internal sealed class AccessCheck(IPipelineAuthorizer authorizer, IGuestCalls guests, AccessChanges changes)
{
    /// <summary>How many questions of one caller are under way at the same time.</summary>
    public const int AtOnce = 16;

    private readonly bool _isBuiltIn = authorizer is OwnerOnlyAuthorizer;
    private readonly string _name = authorizer.GetType().Name;

    /// <summary>Whether the caller may see the pipeline. Never throws.</summary>
    public ValueTask<Access> MayReadAsync(Caller caller, PipelineState pipeline, CancellationToken callerGone) =>
        _isBuiltIn ? new(OfOwner(caller, pipeline)) : AskToReadAsync(caller, pipeline, callerGone);

    /// <summary>Whether the caller, who may see the pipeline, may control it. Never throws.</summary>
    public ValueTask<Access> MayControlAsync(Caller caller, PipelineState pipeline, CancellationToken callerGone) =>
        _isBuiltIn ? new(OfOwner(caller, pipeline)) : AskAsync(caller, pipeline, t => authorizer.CanControlAsync(caller.Principal, caller.UserId, pipeline, t), callerGone);

    /// <summary>Which of the pipelines the caller may see, in their order: in one call where the authorizer takes many, else 16 at a time. Never throws.</summary>
    public async ValueTask<Access[]> MayReadManyAsync(Caller caller, IReadOnlyList<PipelineState> pipelines, CancellationToken callerGone)
    {
        if (await TryReadManyAsync(caller, pipelines, callerGone).ConfigureAwait(false) is { } known) return known;
        var access = new Access[pipelines.Count];
        await Bounded.ForEachAsync(pipelines.Count, AtOnce, async i =>
            access[i] = await MayReadAsync(caller, pipelines[i], callerGone).ConfigureAwait(false)).ConfigureAwait(false);
        return access;
    }

    /// <summary>The same in one call, or null where the authorizer is to be asked one by one.</summary>
    public async ValueTask<Access[]?> TryReadManyAsync(Caller caller, IReadOnlyList<PipelineState> pipelines, CancellationToken callerGone)
    {
        if (_isBuiltIn || pipelines.Count < 2) return null;
        var asked = changes.Now;
        var call = new GuestCall(Guest.Authorizer, _name, caller.UserId, pipelines[0].Id);
        // Copied inside the call: what the application returns is its own code as well.
        var answer = await guests.CallAsync(call, async t =>
        {
            var visible = await authorizer.CanReadManyAsync(caller.Principal, caller.UserId, pipelines, t);
            return visible?.ToHashSet(StringComparer.Ordinal);
        }, callerGone).ConfigureAwait(false);
        if (!answer.IsKnown) return new Access[pipelines.Count]; // unknown, each of them
        if (answer.Value is not { } ids) return null;
        return [.. pipelines.Select(p => !ids.Contains(p.Id) ? Access.Denied : changes.IsRevokedSince(asked, caller.UserId, p.Id) ? Access.Unknown : Access.Allowed)];
    }

    private async ValueTask<Access> AskToReadAsync(Caller caller, PipelineState pipeline, CancellationToken callerGone)
    {
        while (true)
        {
            var asked = changes.Now;
            var access = await AskAsync(caller, pipeline, t => authorizer.CanReadAsync(caller.Principal, caller.UserId, pipeline, t), callerGone).ConfigureAwait(false);
            if (access != Access.Allowed || !changes.IsRevokedSince(asked, caller.UserId, pipeline.Id)) return access;
        }
    }

    private async ValueTask<Access> AskAsync(Caller caller, PipelineState pipeline, Func<CancellationToken, ValueTask<bool>> ask, CancellationToken callerGone)
    {
        var answer = await guests.CallAsync(new GuestCall(Guest.Authorizer, _name, caller.UserId, pipeline.Id), ask, callerGone).ConfigureAwait(false);
        return !answer.IsKnown ? Access.Unknown : answer.Value ? Access.Allowed : Access.Denied;
    }

    private static Access OfOwner(Caller caller, PipelineState pipeline) =>
        string.Equals(caller.UserId, pipeline.Owner, StringComparison.Ordinal) ? Access.Allowed : Access.Denied;
}

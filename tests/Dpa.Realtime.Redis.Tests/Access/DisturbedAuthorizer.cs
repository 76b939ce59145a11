using System.Collections.Concurrent;
using System.Security.Claims;

namespace Dpa.Realtime.Redis.Tests.Access;

/// <summary>
/// Lets everybody see what was not revoked; once it was, the pipeline's name says how it answers for the first time.
/// </summary>
internal sealed class DisturbedAuthorizer : IPipelineAuthorizer
{
    private readonly ConcurrentDictionary<string, int> _asked = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _revoked = new(StringComparer.Ordinal);

    public void Refuse(string pipelineId) => _revoked[pipelineId] = true;

    public async ValueTask<bool> CanReadAsync(
        ClaimsPrincipal principal, string userId, PipelineState pipeline, CancellationToken cancellationToken)
    {
        if (userId == pipeline.Owner || !_revoked.ContainsKey(pipeline.Id)) return true;
        var isFirst = _asked.AddOrUpdate(pipeline.Id, 1, (_, n) => n + 1) == 1;
        if (isFirst && pipeline.Id.StartsWith("throws", StringComparison.Ordinal))
            throw new InvalidOperationException("The database is away.");
        if (pipeline.Id.StartsWith("slow", StringComparison.Ordinal))
            await Task.Delay(TimeSpan.FromSeconds(12), TimeProvider.System, CancellationToken.None); // pays no heed
        return false;
    }
}

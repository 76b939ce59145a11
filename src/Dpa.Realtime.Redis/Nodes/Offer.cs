using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Nodes;

/// <summary>What this node holds of a pipeline, beside what Redis has.</summary>
/// <param name="State">What this node holds.</param>
/// <param name="Primary">The replication id of the primary that has the pipeline.</param>
/// <param name="IsLost">Whether Redis has not got that far.</param>
/// <param name="IsEndLost">Whether it had ended, and Redis goes on with a copy, given back by another node, that had not.</param>
internal sealed record Offer(PipelineState State, string Primary, bool IsLost, bool IsEndLost)
{
    public static Offer Read(PipelineState state, RedisValue[] answer, bool mayHaveExpired)
    {
        if (!PipelinePosition.TryParse(answer[1], out var known)) return new Offer(state, answer[0].ToString(), !mayHaveExpired, IsEndLost: false);
        var isLost = known < state.Position;
        var isEnded = answer[2].TryParse(out int status) && (PipelineStatus)status is PipelineStatus.Completed or PipelineStatus.Failed or PipelineStatus.Cancelled;
        return new Offer(state, answer[0].ToString(), isLost && !mayHaveExpired, !isLost && state.IsEnded && !isEnded && known.Epoch != state.Position.Epoch);
    }
}

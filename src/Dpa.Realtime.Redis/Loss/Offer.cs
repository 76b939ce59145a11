using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Loss;

/// <summary>What this node holds of a pipeline, compared with what Redis has.</summary>
/// <param name="State">What this node holds.</param>
/// <param name="Primary">The replication id of the primary that has the pipeline.</param>
/// <param name="IsLost">Whether Redis has an older state.</param>
/// <param name="IsForked">Whether Redis continues in another epoch, from a copy that may lack what this node
/// holds.</param>
internal sealed record Offer(PipelineState State, string Primary, bool IsLost, bool IsForked)
{
    public static Offer Read(PipelineState state, RedisValue[] answer, bool mayHaveExpired)
    {
        var isKnown = PipelinePosition.TryParse(answer[1], out var known);
        var isFurther = !isKnown || known < state.Position;
        return new Offer(
            state, answer[0].ToString(), isFurther && !mayHaveExpired, !isFurther && known.Epoch != state.Position.Epoch
        );
    }
}

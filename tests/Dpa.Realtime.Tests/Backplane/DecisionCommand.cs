using CsCheck;

namespace Dpa.Realtime.Tests.Backplane;

/// <summary>One random command to one pipeline; each kind uses some of the values.</summary>
internal sealed record DecisionCommand(
    DecisionKind Kind, string Token, long Sequence, PipelineChange Change, bool Flag, int Past)
{
    public static readonly Gen<DecisionCommand> Any =
        from kind in Gen.Enum<DecisionKind>()
        from applies in Gen.Bool // half of them are changes
        from token in Gen.Int[0, 2].Select(i => $"t{i}")
        from sequence in Gen.Long[0, 30]
        from change in ChangeGenerators.Change
        from flag in Gen.Bool
        from past in Gen.Int[0, 9]
        select new DecisionCommand(applies ? DecisionKind.Apply : kind, token, sequence, change, flag, past);
}

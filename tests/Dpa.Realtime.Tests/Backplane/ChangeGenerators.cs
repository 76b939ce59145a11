using System.Collections.Immutable;
using CsCheck;

namespace Dpa.Realtime.Tests.Backplane;

/// <summary>Random changes of a pipeline with a few stages, legal and illegal alike.</summary>
internal static class ChangeGenerators
{
    private static readonly string[] Ids = ["a", "b", "c", "new"];
    private static readonly Gen<PipelineStatus> Status = Gen.Enum<PipelineStatus>();
    private static readonly Gen<string?> Message = Gen.OneOf(
        Gen.Const((string?)null), Gen.Const((string?)"a message"), Gen.Const((string?)new string('长', 600)));
    private static readonly Gen<double> Percent = Gen.OneOf(
        Gen.Double[0, 100], Gen.Double[-1000, 1000], Gen.Const(double.NaN), Gen.Const(double.PositiveInfinity),
        Gen.Const(100.0));

    public static readonly Gen<StageChange> Stage =
        from id in Gen.Int[0, 3].Select(i => Ids[i])
        from kind in Gen.Int[0, 3]
        from status in Status
        from progress in Percent.Nullable()
        from newAttempt in Gen.Bool
        from keep in Gen.Bool
        from message in Message
        from units in Gen.Long[0, 1000].Nullable()
        from indeterminate in Gen.Bool.Nullable()
        from low in Gen.Int[-1, 3].Nullable()
        from high in Gen.Int[-1, 3].Nullable()
        select new StageChange
        {
            Id = id,
            Status = kind is 0 or 1 ? status : null,
            NewAttempt = kind == 1 && newAttempt,
            KeepProgress = keep,
            Warning = kind == 2,
            Progress = progress,
            Message = message,
            CompletedUnits = units,
            TotalUnits = units,
            Indeterminate = indeterminate,
            Eta = progress is null ? null : TimeSpan.FromSeconds(1),
            EtaLow = low is null ? null : TimeSpan.FromSeconds(low.Value),
            EtaHigh = high is null ? null : TimeSpan.FromSeconds(high.Value),
            Error = status == PipelineStatus.Failed ? new ProgressError("x", message ?? "failed") : null,
        };

    /// <summary>A question, an answer or neither, made part of a change.</summary>
    private static readonly Gen<Func<PipelineChange, PipelineChange>> Question =
        from kind in Gen.Int[0, 11]
        from id in Gen.Int[0, 2].Select(i => $"q{i}")
        from stage in Gen.Int[0, 3].Select(i => i < 3 ? Ids[i] : null)
        from request in Gen.Int[0, 3]
        select new Func<PipelineChange, PipelineChange>(change => kind switch
        {
            0 or 1 => change with
            {
                Ask = new PipelineQuestion(id, "Which?") { Stage = stage, Choices = ["one", "two"] },
                Stages = stage is null ? [] : [new StageChange { Id = stage, Status = PipelineStatus.Waiting }],
            },
            2 => change with { Withdraw = id },
            3 => change with { Status = null, Answer = new QuestionAnswer(id, "\"one\"") { Request = $"{request}" } },
            _ => change,
        });

    private static readonly Gen<ImmutableSortedDictionary<string, string?>?> Attributes =
        from told in Gen.Select(Gen.Int[0, 3], Gen.Int[0, 2], (name, value) => (name, value)).Array[0, 3]
        select told.Length == 0
            ? null
            : told
                .DistinctBy(a => a.name)
                .ToImmutableSortedDictionary(
                    a => $"x{a.name}", a => a.value == 0 ? null : $"{a.value}", StringComparer.Ordinal);

    private static readonly Gen<PipelineChange> WithoutQuestion =
        from stages in Stage.Array[0, 3]
        from kind in Gen.Int[0, 5]
        from status in Status
        from newAttempt in Gen.Bool
        from end in Gen.Bool
        from message in Message
        from stalled in Gen.Bool.Nullable()
        from attributes in Attributes
        select new PipelineChange
        {
            Attributes = attributes,
            Result = kind == 0 ? new PipelineResult("/result", message) : null,
            PipelineId = "p",
            ProducerToken = "t",
            Sequence = 1,
            Stages = [.. stages],
            Status = kind <= 1 ? status : null,
            NewAttempt = kind == 1 && newAttempt,
            EndOpenStages = end,
            Warning = kind == 2,
            Message = kind <= 2 ? message : null,
            Stalled = kind == 3 ? stalled : null,
            Error = new ProgressError("x", "failed"),
        };

    public static readonly Gen<PipelineChange> Change =
        from change in WithoutQuestion
        from question in Question
        select question(change);

    public static readonly Gen<PipelineStart> Start =
        from pending in Gen.Bool
        from weight in Gen.Double[0.1, 10]
        select new PipelineStart("p", "u")
        {
            Stages = [new("a", weight: weight), new("b"), new("c") { Status = PipelineStatus.Skipped }],
            Status = pending ? PipelineStatus.Pending : PipelineStatus.Processing,
        };
}

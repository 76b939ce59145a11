using System.Collections.Immutable;
using CsCheck;
using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Redis.Tests.Entries;

/// <summary>Random states with everything that a state can hold.</summary>
internal static class Samples
{
    private static readonly Gen<string> Text = Gen.String[Gen.Char["aZ9 文\u0001é\ud7ff"], 0, 20];
    private static readonly Gen<string?> Optional = Gen.OneOf(Gen.Const((string?)null), Text.Select(t => (string?)t));
    private static readonly Gen<DateTimeOffset> Time = Gen.Long[0, DateTimeOffset.MaxValue.UtcTicks]
        .Select(t => new DateTimeOffset(t, TimeSpan.Zero));
    private static readonly Gen<PipelineStatus> Status = Gen.Int[0, (int)PipelineStatus.Waiting]
        .Select(s => (PipelineStatus)s);
    private static readonly Gen<TimeSpan?> Span = Gen.Long[0, long.MaxValue / 4]
        .Select(t => new TimeSpan(t))
        .Nullable();
    private static readonly Gen<ProgressError?> Error = Gen.Select(
        Gen.Bool, Text, Text, Text, Gen.Bool,
        (has, code, message, suggestion, retryable) =>
            has ? new ProgressError(code, message, suggestion, retryable) : null);
    private static readonly Gen<double> Percent = Gen.Double[0, 100];

    private static readonly Gen<StageState> Stage = Gen.Select(
        Gen.Select(Text, Text, Text, Gen.Long[0, 1L << 53], Gen.Double[0.001, 1000], Status, Percent, Gen.Int[0, 1000]),
        Gen.Select(Optional, Gen.Long.Nullable(), Gen.Long.Nullable(), Optional, Span, Gen.Bool, Gen.Bool),
        Gen.Select(Time.Nullable(), Time.Nullable(), Error),
        (a, b, c) =>
            new StageState
            {
                Id = a.Item1, StageId = a.Item2, Name = a.Item3, Version = a.Item4, Weight = a.Item5, Status = a.Item6,
                Progress = a.Item7, Attempt = a.Item8, Message = b.Item1, CompletedUnits = b.Item2,
                TotalUnits = b.Item3, Unit = b.Item4, Eta = b.Item5, EtaLow = Range(b.Item5, b.Item6, 0),
                EtaHigh = Range(b.Item5, b.Item6, 2), CanInterrupt = b.Item6, Indeterminate = b.Item7,
                StartedAt = c.Item1, CompletedAt = c.Item2, Error = c.Item3,
            });

    private static readonly Gen<PipelineTransition> Transition = Gen.Select(
        Gen.Long[1, 1L << 53], Gen.Long[1, 1L << 53], Optional, Status, Status, Gen.Int[0, 100],
        Gen.Select(Time, Gen.Bool, Optional),
        (number, version, stage, from, to, attempt, rest) =>
            new PipelineTransition
            {
                Number = number, Version = version, Stage = stage, From = from, To = to, Attempt = attempt,
                Timestamp = rest.Item1, IsNewAttempt = rest.Item2, Message = rest.Item3,
            });

    private static readonly Gen<ImmutableSortedDictionary<PipelineStatus, int>> Counts = Gen.Select(
            Status, Gen.Int[1, 1000])
        .Array[0, 4]
        .Select(pairs =>
            ImmutableSortedDictionary.CreateRange(
                pairs.DistinctBy(p => p.Item1).Select(p => KeyValuePair.Create(p.Item1, p.Item2))));

    private static readonly Gen<ImmutableSortedDictionary<string, string>> Attributes = Gen.Select(Text, Text)
        .Array[0, 4]
        .Select(pairs =>
            pairs
                .DistinctBy(p => p.Item1)
                .ToImmutableSortedDictionary(p => p.Item1, p => p.Item2, StringComparer.Ordinal));

    private static readonly Gen<PipelineQuestion?> Question = Gen.Select(
        Gen.Bool, Text, Text, Optional, Optional, Time.Nullable(), Text.Array[0, 3],
        (has, id, text, schema, stage, until, choices) => has
            ? new PipelineQuestion(id, text)
            {
                Schema = schema, Stage = stage, ExpiresAt = until, Choices = choices, AskedBy = text,
            }
            : null);

    private static readonly Gen<ImmutableArray<QuestionAnswer>> Answers = Gen.Select(Text, Text, Text, Time, Optional)
        .Array[0, 3]
        .Select(all => all
            .Select(a => new QuestionAnswer(a.Item1, a.Item2)
            {
                AnsweredBy = a.Item3, AnsweredAt = a.Item4, Stage = a.Item5, Request = a.Item1,
            })
            .ToImmutableArray());

    public static Gen<PipelineState> State { get; } =
        Gen.Select(
            Gen.Select(Gen.Guid, Gen.Long[1, 1L << 53], Gen.Long[0, 1000], Status, Percent, Optional, Optional, Span),
            Gen.Select(Error, Gen.Int[1, 100], Gen.Int[0, 15], Gen.Bool, Text, Optional, Optional, Optional),
            Gen.Select(
                Gen.Double[0.01, 100], Counts, Gen.Int[1, 1000].Nullable(), Gen.Double[0, 1e6], Percent,
                Gen.Long[0, 100], Time, Time),
            Gen.Select(Stage.Array[0, 6], Transition.Array[0, 6], Attributes, Gen.Guid.Nullable(), Question, Answers),
            (a, b, c, d) =>
                new PipelineState
                {
                    Id = "p", Position = new PipelinePosition(a.Item1.ToString(), a.Item2), Transition = a.Item3,
                    Status = a.Item4,
                    OverallProgress = OverallProgress.Of(a.Item4, a.Item5), // 100 only where completed
                    CurrentStage = a.Item6, Message = a.Item7,
                    Eta = a.Item8, EtaLow = Range(a.Item8, b.Item4, 0), EtaHigh = Range(a.Item8, b.Item4, 2),
                    Error = b.Item1, Attempt = b.Item2, Controls = (PipelineControls)b.Item3,
                    Stalled = b.Item4, Owner = b.Item5, Name = b.Item6, Kind = b.Item7, ParentId = b.Item8,
                    Weight = c.Item1, Children = c.Item2, ExpectedChildren = c.Item3, ChildrenWeight = c.Item4,
                    ChildrenProgress = c.Item5, Fence = c.Item6, CreatedAt = c.Item7, Timestamp = c.Item8,
                    Stages = [.. d.Item1],
                    Transitions = [.. d.Item2.OrderBy(t => t.Number)],
                    Attributes = d.Item3, Continues = d.Item4?.ToString(),
                    Question = d.Item5, Answers = d.Item6,
                });

    /// <summary>All of it as text: records of arrays do not compare by content.</summary>
    public static string Describe(PipelineState s) =>
        string.Join(
            '\n', new object?[]
            {
                s with
                {
                    Stages = [], Transitions = [], Question = null,
                    Children = ImmutableSortedDictionary<PipelineStatus, int>.Empty,
                    Attributes = ImmutableSortedDictionary<string, string>.Empty,
                },
                Describe(s.Question), string.Join(';', s.Answers.Select(a => $"{a} {a.Stage} {a.Request}")),
                s.Fence, s.ChildrenWeight, s.ChildrenProgress, string.Join(';', s.Children),
                string.Join(';', s.Attributes), string.Join('\n', s.Stages), string.Join('\n', s.Transitions),
            });

    /// <summary>An end of the range of an estimate, where there is one.</summary>
    private static TimeSpan? Range(TimeSpan? eta, bool has, int times) => has ? eta * times : null;

    private static string Describe(PipelineQuestion? q) => q is null
        ? ""
        : $"{q.Id}|{q.Text}|{q.Schema}|{q.Stage}|{q.ExpiresAt:O}|{q.AskedBy}|{string.Join(',', q.Choices)}";
}

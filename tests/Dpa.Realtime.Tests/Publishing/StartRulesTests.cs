using Dpa.Realtime.Publishing;

namespace Dpa.Realtime.Tests.Publishing;

public sealed class StartRulesTests
{
    public static TheoryData<PipelineStart, string> Wrong() =>
        new()
        {
            { new("a b", "u"), "pipeline's id" },
            { new(new string('x', 129), "u"), "pipeline's id" },
            { new("p", ""), "owner" },
            { new("p", "u\n"), "owner" },
            {
                new("p", "u") { ParentId = "ü" }, "parent's id"
            },
            {
                new("p", "u") { Weight = 0 }, "weight"
            },
            {
                new("p", "u") { Weight = double.PositiveInfinity }, "weight"
            },
            {
                new("p", "u") { Weight = 1e308 }, "at most 1000000000000000"
            },
            {
                new("p", "u") { Stages = [new("a", weight: 1.1e15)] }, "at most 1000000000000000"
            },
            {
                new("p", "u") { Status = PipelineStatus.Completed }, "Pending or Processing"
            },
            {
                new("p", "u") { Children = 0 }, "children"
            },
            {
                new("p", "u") { Stages = [new("a"), new("a")] }, "declared twice"
            },
            {
                new("p", "u") { Stages = [new("a b")] }, "stage's type"
            },
            {
                new("p", "u") { Stages = [new("a", weight: double.NaN)] }, "weight of the stage 'a'"
            },
            {
                new("p", "u") { Stages = [new("a") { Status = PipelineStatus.Processing }] }, "Pending or Skipped"
            },
            {
                new("p", "u") { Stages = [.. Enumerable.Range(0, 201).Select(i => new StageDefinition($"s{i}"))] },
                "at most 200 stages"
            },
            {
                new(new string('p', 128), "u")
                {
                    Stages =
                    [
                        .. Enumerable
                            .Range(0, 200)
                            .Select(i => new StageDefinition(
                                $"{new string('s', 125)}{i:000}", new string('\u0001', 200))),
                    ],
                },
                "Shorten them"
            },
            {
                new("p", "u") { Attributes = new Dictionary<string, string> { ["status"] = "x" } }, "'status'"
            },
            {
                new("p", "u") { Attributes = new Dictionary<string, string> { ["a"] = new('长', 1400) } }, "4096 bytes"
            },
            {
                new("p", "u") { Attributes = Enumerable.Range(0, 17).ToDictionary(i => $"a{i}", _ => "") },
                "at most 16"
            },
        };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void Check_WhatBreaksABound_IsNamed(PipelineStart start, string named) =>
        Assert.Contains(
            named,
            Assert.Throws<ArgumentException>(() => StartRules.Check(start)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Check_AtTheBounds_IsFine() =>
        StartRules.Check(
            new PipelineStart(new string('x', 128), new string('用', 256))
            {
                Stages = [.. Enumerable.Range(0, 200).Select(i => new StageDefinition($"s{i}", new string('名', 100)))],
                Attributes = Enumerable.Range(0, 16).ToDictionary(i => $"a{i}", _ => new string('x', 200)),
                Children = 1_000_000, Weight = 1e15,
            });
}

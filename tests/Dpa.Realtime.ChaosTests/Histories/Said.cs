namespace Dpa.Realtime.ChaosTests.Histories;

/// <summary>One line of a node's record of transitions.</summary>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="Stage">The stage; null for the pipeline's own.</param>
/// <param name="To">The status asked for.</param>
/// <param name="What"><c>asked</c>, <c>accepted</c> or <c>held</c>.</param>
internal sealed record Said(string Pipeline, string? Stage, string To, string What);

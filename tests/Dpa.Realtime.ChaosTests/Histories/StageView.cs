namespace Dpa.Realtime.ChaosTests.Histories;

/// <summary>What a client showed of one stage.</summary>
internal sealed record StageView(string Status, int Attempt, double Progress, long? Done, long? Total);

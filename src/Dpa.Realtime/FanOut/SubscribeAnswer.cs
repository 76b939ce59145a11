namespace Dpa.Realtime.FanOut;

/// <summary>What a subscribe message still has to be answered with.</summary>
/// <param name="RequestId">Echoed.</param>
/// <param name="Since">The position that the client holds, or null.</param>
internal readonly record struct SubscribeAnswer(string? RequestId, PipelinePosition? Since);

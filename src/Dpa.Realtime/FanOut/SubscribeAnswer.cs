using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.FanOut;

/// <summary>What a subscribe message asked for and still has to be answered with.</summary>
/// <param name="RequestId">Echoed.</param>
/// <param name="Since">The position that the client holds, or null.</param>
/// <param name="Detail">How much it wants from now on.</param>
/// <param name="MinInterval">The least time between two deliveries of progress; zero for none.</param>
/// <param name="IsConfirmed">Whether the confirmation has gone out already, with version 0, because the subscription
/// waits.</param>
internal readonly record struct SubscribeAnswer(
    string? RequestId, PipelinePosition? Since, SubscriptionDetail Detail, TimeSpan MinInterval,
    bool IsConfirmed = false);

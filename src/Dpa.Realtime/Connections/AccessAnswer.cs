namespace Dpa.Realtime.Connections;

/// <summary>The authorizer's answer.</summary>
/// <param name="Access">Whether the caller may see the pipeline.</param>
/// <param name="IsBusy">Whether the answer is unknown only because no place was free: the authorizer itself may work
/// normally.</param>
internal readonly record struct AccessAnswer(Access Access, bool IsBusy = false);

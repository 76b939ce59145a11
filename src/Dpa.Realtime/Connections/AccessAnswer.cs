namespace Dpa.Realtime.Connections;

/// <summary>What the authorizer said.</summary>
/// <param name="Access">Whether the caller may see the pipeline.</param>
/// <param name="IsBusy">Whether it is unknown only because no place was free: the authorizer itself may be
/// well.</param>
internal readonly record struct AccessAnswer(Access Access, bool IsBusy = false);

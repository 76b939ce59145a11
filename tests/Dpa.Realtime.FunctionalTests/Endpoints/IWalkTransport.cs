namespace Dpa.Realtime.FunctionalTests.Endpoints;

/// <summary>One of the four ways in which a state reaches a client.</summary>
internal interface IWalkTransport
{
    /// <summary>Starts where the client stands, and reads until it has enough.</summary>
    Task ReadAsync(WalkState walk, Func<bool> enough);
}

using Dpa.Realtime.Client;

namespace Dpa.Realtime.Watch.Views;

/// <summary>Shows what happens. Called from several threads; calls do not wait for a terminal.</summary>
internal interface IView
{
    /// <summary>Draws until it is to leave.</summary>
    Task RunAsync(CancellationToken left);

    void State(PipelineState state);

    void Transition(TransitionEventArgs transition);

    void Connection(ConnectionSnapshot connection);

    void Problem(string message, string suggestion);

    /// <summary>What is going on, where no server is watched.</summary>
    void Notice(string text);

    /// <summary>The last word.</summary>
    void End(int exitCode);
}

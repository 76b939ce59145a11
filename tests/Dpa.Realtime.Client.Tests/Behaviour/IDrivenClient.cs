namespace Dpa.Realtime.Client.Tests.Behaviour;

/// <summary>
/// A client in any language that the table is run with: told what to do, and told on by what it writes into its
/// <see cref="ClientRecord"/>. <c>driver.md</c> has the contract as lines.
/// </summary>
internal interface IDrivenClient : IAsyncDisposable
{
    ClientRecord Record { get; }

    /// <summary>Connects (again), and watches the pipeline where it does not yet.</summary>
    Task StartAsync();

    /// <summary>Watches the user's own pipelines too.</summary>
    Task WatchMineAsync();

    /// <summary>Watches these as well; nothing of them is told.</summary>
    Task AlsoAsync(IReadOnlyList<string> pipelines);

    /// <summary>From here on another token is given when a new one is asked for.</summary>
    Task SetTokenAsync(string token);

    /// <summary>Answers the pipeline's question; what came of it is in <see cref="ClientRecord.Answers"/>.</summary>
    Task AnswerAsync(string question, string answer);
}

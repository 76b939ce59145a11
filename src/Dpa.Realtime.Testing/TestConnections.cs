using System.Collections;

namespace Dpa.Realtime.Testing;

/// <summary>One pipeline, watched over every transport.</summary>
public sealed class TestConnections : IReadOnlyList<TestConnection>, IAsyncDisposable
{
    private readonly TestConnection[] _all;

    internal TestConnections(TestConnection[] all) => _all = all;

    /// <inheritdoc/>
    public int Count => _all.Length;

    /// <inheritdoc/>
    public TestConnection this[int index] => _all[index];

    /// <summary>The connection of a transport.</summary>
    /// <param name="transport">The transport.</param>
    /// <returns>The connection.</returns>
    public TestConnection this[Transport transport] => _all[(int)transport];

    /// <inheritdoc/>
    public IEnumerator<TestConnection> GetEnumerator() => ((IEnumerable<TestConnection>)_all).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Closes all of them.</summary>
    /// <returns>A task for the disposal.</returns>
    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _all) await connection.DisposeAsync().ConfigureAwait(false);
    }
}

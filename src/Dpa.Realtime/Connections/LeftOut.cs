using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Connections;

/// <summary>
/// A read of many leaves out what is not there, and what cannot be read now. The positions, which are read apart, tell
/// the two from each other.
/// </summary>
internal static class LeftOut
{
    /// <summary>
    /// Those that a read left out and that are there all the same. Read by itself, such a one says what is wrong with
    /// it, or is new.
    /// </summary>
    /// <param name="backplane">What was read.</param>
    /// <param name="ids">What the read left out.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public static async ValueTask<IReadOnlyCollection<string>> ButThereAsync(
        IBackplane backplane, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0) return [];
        var positions = await backplane.ReadPositionsAsync(ids, cancellationToken).ConfigureAwait(false);
        return [.. ids.Where(positions.ContainsKey)];
    }
}

using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Connections;

/// <summary>
/// A bulk read leaves out pipelines that do not exist and pipelines that cannot be read now. The positions, which are
/// read separately, show which case applies.
/// </summary>
internal static class LeftOut
{
    /// <summary>
    /// Returns the pipelines that a read left out although they exist. A separate read of such a pipeline reports the
    /// error, or the pipeline is new.
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

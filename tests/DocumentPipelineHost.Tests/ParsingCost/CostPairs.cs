using System.Globalization;

namespace DocumentPipelineHost.Tests.ParsingCost;

/// <summary>
/// The same work in the host and in processes of its own, in turn, so that what else the machine does falls on both.
/// </summary>
internal sealed class CostPairs
{
    private readonly List<(Cost Here, Cost Apart)> _pairs = [];

    /// <summary>The middle one of the pairs' ratios: processor time apart by processor time in the host.</summary>
    public double Times => Ratios().ElementAt(_pairs.Count / 2);

    /// <param name="pairs">How many are measured.</param>
    /// <param name="warmUps">How many come before.</param>
    /// <param name="here">The work in the host.</param>
    /// <param name="apart">The work in processes of its own.</param>
    /// <param name="ct">Ends it.</param>
    public static async Task<CostPairs> OfAsync(
        int pairs, int warmUps, Func<Task> here, Func<Task> apart, CancellationToken ct)
    {
        var all = new CostPairs();
        for (var round = -warmUps; round < pairs; round++)
        {
            var isHereFirst = round % 2 == 0;
            var first = await Cost.OfAsync(isHereFirst ? here : apart, ct);
            var second = await Cost.OfAsync(isHereFirst ? apart : here, ct);
            if (round >= 0)
                all._pairs.Add(isHereFirst ? (first, second) : (second, first));
        }

        return all;
    }

    /// <summary>A row of the table whose head is <see cref="Head"/>.</summary>
    public string Row(string name) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {Middle(static pair => pair.Here.Processor):0.00} "
                + $"| {Middle(static pair => pair.Apart.Processor):0.00} "
                + $"| **{Times:0.00}** ({Ratios().First():0.00}–{Ratios().Last():0.00}, {_pairs.Count} pairs) "
                + $"| {Middle(static pair => pair.Here.Clock):0.00} "
                + $"| {Middle(static pair => pair.Apart.Clock):0.00} |");

    public static string Head =>
        "| work | in the host: processor, s | apart: processor, s | times (lowest–highest) | host: clock, s "
            + "| apart: clock, s |\n|---|---|---|---|---|---|";

    private IOrderedEnumerable<double> Ratios() =>
        _pairs.Select(static pair => pair.Apart.Processor / pair.Here.Processor).Order();

    private double Middle(Func<(Cost Here, Cost Apart), double> part) =>
        _pairs.Select(part).Order().ElementAt(_pairs.Count / 2);
}

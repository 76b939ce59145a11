namespace DocumentEngine.Search;

/// <summary>
/// Keeps one document from filling all of the first hits: of any three in a row no more than two are of one document,
/// while others have hits left. The best stays first.
/// </summary>
internal static class HitSpread
{
    private const int MostInARow = 2;

    public static List<T> Over<T>(IReadOnlyList<T> ordered, Func<T, string> documentOf)
    {
        var left = new LinkedList<T>(ordered);
        var spread = new List<T>(ordered.Count);
        while (left.First is { } next)
        {
            var last = spread.Count < MostInARow ? null : documentOf(spread[^1]);
            var isFull = last is not null && spread.TakeLast(MostInARow).All(hit => documentOf(hit) == last);
            for (var each = next; isFull && each is not null; each = each.Next)
            {
                if (documentOf(each.Value) == last)
                    continue;
                next = each;
                break;
            }

            spread.Add(next.Value);
            left.Remove(next);
        }

        return spread;
    }
}

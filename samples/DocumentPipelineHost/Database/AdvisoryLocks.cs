namespace DocumentPipelineHost.Database;

/// <summary>The names of the locks that instances hold in PostgreSQL; the first number is this program's own.</summary>
internal static class AdvisoryLocks
{
    private const int OfTheHost = 0x44504148; // "DPAH"

    /// <summary>Held by an instance that changes the schema or joins, until the end of its transaction.</summary>
    public static readonly object Start = new { Class = OfTheHost, Number = 0 };

    /// <summary>Held by an instance as long as it lives: the server lets it go with its connection.</summary>
    public static object Life(int number) => new { Class = OfTheHost, Number = number };
}

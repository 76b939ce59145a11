using DocumentEngine.Search;
using Microsoft.Data.Sqlite;

namespace DocumentPipelineHost.Tests.Search;

/// <summary>An FTS5 table in memory, as the host has it on disk.</summary>
internal sealed class FullTextTable : IDisposable
{
    private readonly SqliteConnection _connection = new("Data Source=:memory:");

    public FullTextTable()
    {
        _connection.Open();
        Execute("CREATE VIRTUAL TABLE chunk USING fts5(tokens, original UNINDEXED, tokenize = 'unicode61')");
    }

    public void Add(string text) =>
        Execute(
            "INSERT INTO chunk(tokens, original) VALUES ($tokens, $original)",
            ("$tokens", SearchTokenizer.IndexText(text)), ("$original", text));

    public List<string> Find(string typed)
    {
        var query = SearchQuery.Parse(typed);
        if (query.IsEmpty)
            return [];
        using var command = _connection.CreateCommand();
        var conditions = query.LikePatterns.Select((_, i) => $"original LIKE $like{i} ESCAPE '\\'").ToList();
        foreach (var (pattern, i) in query.LikePatterns.Select((pattern, i) => (pattern, i)))
            command.Parameters.AddWithValue($"$like{i}", pattern);
        if (query.Match is not null)
        {
            conditions.Add("chunk MATCH $match");
            command.Parameters.AddWithValue("$match", query.Match);
        }

#pragma warning disable CA2100 // The conditions are constants; what was typed is bound.
        command.CommandText = $"SELECT original FROM chunk WHERE {string.Join(" AND ", conditions)} ORDER BY rowid";
#pragma warning restore CA2100
        using var rows = command.ExecuteReader();
        var found = new List<string>();
        while (rows.Read())
            found.Add(rows.GetString(0));
        return found;
    }

    public void Dispose() => _connection.Dispose();

    private void Execute(string sql, params (string Name, string Value)[] values)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in values)
            command.Parameters.AddWithValue(name, value);
        command.ExecuteNonQuery();
    }
}

using System.Data.Common;
using System.Text.Json;
using Dapper;
using DocumentEngine.Documents;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Languages;

namespace DocumentPipelineHost.Documents;

/// <summary>Keeps the warnings that the stages report for a document: what was left out, where and why.</summary>
public sealed class WarningStore(HostDatabase database)
{
    /// <summary>Keeps a stage's warnings, in the transaction of its result; those of a former run are gone.</summary>
    public static void Keep(
        DbTransaction transaction, string documentId, string stage, IReadOnlyList<DocumentWarning> warnings)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var json = JsonSerializer.Serialize(warnings, ProductJson.Options);
        transaction.Connection!.Execute(
            "INSERT INTO document_warnings (document_id, stage, warnings) VALUES (@documentId, @stage, @json) " +
            "ON CONFLICT (document_id, stage) DO UPDATE SET warnings = excluded.warnings",
            new { documentId, stage, json },
            transaction);
    }

    /// <summary>A document's warnings in a language, those of parsing first.</summary>
    public IReadOnlyList<WarningAnswer> Of(string documentId, string language) =>
        database.Read(connection =>
            connection
                .Query<(string Stage, string Warnings)>(
                    "SELECT stage, warnings FROM document_warnings WHERE document_id = @documentId ORDER BY stage",
                    new { documentId })
                .SelectMany(row =>
                    JsonSerializer
                        .Deserialize<List<DocumentWarning>>(row.Warnings, ProductJson.Options)!
                        .Select(warning => WarningAnswer.Of(row.Stage, warning, language)))
                .AsList());
}

using System.Data.Common;
using Dapper;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Problems;

namespace DocumentPipelineHost.Uploads;

/// <summary>What a user may store: documents, and unfinished uploads by their announced length.</summary>
internal static class Quota
{
    // The document of an upload that ends now is a row already; its own upload no longer counts then.
    private const string Used =
        "SELECT (SELECT COALESCE(SUM(size), 0) FROM documents WHERE owner = @owner) + " +
        "(SELECT COALESCE(SUM(length), 0) FROM uploads u WHERE owner = @owner AND answer IS NULL AND error IS NULL " +
        "AND NOT EXISTS (SELECT 1 FROM documents d WHERE d.id = u.document_id))";

    /// <summary>Refuses more than <c>Upload:QuotaBytes</c>, or documents beyond <c>Upload:QuotaDocuments</c>.</summary>
    /// <param name="transaction">Sees what is stored.</param>
    /// <param name="owner">The user.</param>
    /// <param name="more">Bytes to come.</param>
    /// <param name="options">The limits.</param>
    /// <exception cref="ProblemException"><c>quota_exceeded</c></exception>
    public static void Check(DbTransaction transaction, string owner, long more, UploadOptions options)
    {
        if (options is { QuotaBytes: null, QuotaDocuments: null })
            return;
        OwnerLock.Take(transaction, owner); // what the user's other uploads add counts, too
        if (
            options.QuotaBytes is { } bytes
            && transaction.Connection!.ExecuteScalar<long>(Used, new { owner }, transaction) + more > bytes)
            throw DocumentProblems.OverQuota(bytes, "unit.bytes");
        if (options.QuotaDocuments is not { } documents)
            return;
        var count = transaction.Connection!.ExecuteScalar<long>(
            "SELECT COUNT(*) FROM documents WHERE owner = @owner", new { owner }, transaction);
        if (count + (more > 0 ? 1 : 0) > documents)
            throw DocumentProblems.OverQuota(documents, "unit.documents");
    }
}

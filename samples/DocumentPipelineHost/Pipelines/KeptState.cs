using System.Data.Common;
using Dapper;
using Dpa.Realtime;

namespace DocumentPipelineHost.Pipelines;

/// <summary>The last state that subscribers were shown, in the row of a pipeline or of a batch.</summary>
internal static class KeptState
{
    /// <summary>Keeps a state, unless something newer is kept already.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="table"><c>pipelines</c> or <c>batches</c>.</param>
    /// <param name="state">The state.</param>
    /// <returns>Whether it was kept.</returns>
    public static bool Keep(DbTransaction transaction, string table, PipelineState state) =>
        transaction.Connection!.Execute(
            $"UPDATE {table} SET state = @json, state_epoch = @Epoch, state_version = @Version, state_ended = @ended, "
                + $"state_status = @status "
                + "WHERE id = @Id AND (state_epoch < @Epoch OR (state_epoch = @Epoch AND state_version < @Version))",
            new
            {
                state.Id, state.Position.Epoch, state.Position.Version, ended = state.IsEnded,
                status = StatusNames.Of(state.Status), json = state.ToUtf8Json(),
            },
            transaction) == 1;
}

using System.Data.Common;

namespace DocumentPipelineHost.Database;

/// <summary>
/// The database gave no answer in time, or is known to give none now: the call was not made, or nobody knows what came
/// of it.
/// </summary>
internal sealed class DatabaseSilentException(Exception? cause = null) : DbException(
    "The database does not answer. Look at the server and at the network between; what was refused may be tried again.",
    cause)
{
    public override bool IsTransient => true;
}

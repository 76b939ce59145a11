namespace Dpa.Realtime.Connections;

/// <summary>Whether a caller may see a pipeline. Only <see cref="Allowed"/> shows anything.</summary>
internal enum Access
{
    /// <summary>The authorizer did not answer: it is asked again later, or the caller is asked to retry.</summary>
    Unknown,

    Denied,

    Allowed,
}

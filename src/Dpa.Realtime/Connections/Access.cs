namespace Dpa.Realtime.Connections;

/// <summary>Whether a caller may see a pipeline. Only <see cref="Allowed"/> shows anything.</summary>
internal enum Access
{
    /// <summary>The authorizer did not answer: asked again later, or the caller is told to ask again.</summary>
    Unknown,

    Denied,

    Allowed,
}

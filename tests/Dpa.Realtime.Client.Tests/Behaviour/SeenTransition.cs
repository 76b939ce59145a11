using System.Globalization;

namespace Dpa.Realtime.Client.Tests.Behaviour;

/// <summary>What a transition is, as one line that is the same in every language.</summary>
internal static class SeenTransition
{
    public static string Of(PipelineTransition t) => Line(t.Version, t.Stage, t.To.ToString(), t.Message);

    public static string Of(Dpa.Realtime.PipelineTransition t) => Line(t.Version, t.Stage, t.To.ToString(), t.Message);

    private static string Line(long version, string? stage, string to, string? message) =>
        string.Create(CultureInfo.InvariantCulture, $"{version} {stage ?? "-"} {to.ToLowerInvariant()} {message}");
}

namespace Dpa.Realtime.Watch.CommandLine;

/// <summary>What was asked for of a recording.</summary>
internal sealed record ReplayArguments(string File)
{
    /// <summary>How many times as fast as it was.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Whether other clients can watch it.</summary>
    public bool Serves { get; init; }

    /// <summary>Where; 0 is any free port.</summary>
    public int Port { get; init; }

    /// <summary>Origins whose pages may watch it.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    public OutputKind Output { get; init; }
}

namespace DocumentPipelineHost.Instances;

/// <summary>With rows in a file of its own the instance is alone.</summary>
internal sealed class LoneInstance : IInstances
{
    public Task JoinAsync(CancellationToken ct) => Task.CompletedTask;

    public Task StayAsync(CancellationToken ct) => Task.CompletedTask;

    public Task<Inheritance> InheritAsync(CancellationToken ct) => Task.FromResult(new Inheritance(0, []));
}

using Dpa.Realtime.Engine;
using Dpa.Realtime.Specification;

namespace Dpa.Realtime.Tests.Backplane;

/// <summary>Nodes that share the memory of one process.</summary>
internal sealed class InMemoryWorld : PipelineStoreWorld
{
    private InMemoryPipelineStore? _store;

    protected override IPipelineStore Connect() => _store ??= new InMemoryPipelineStore(Time);
}

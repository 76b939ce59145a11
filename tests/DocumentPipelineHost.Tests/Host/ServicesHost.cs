using DocumentPipelineHost.Tests.Services;

namespace DocumentPipelineHost.Tests.Host;

/// <summary>With PostgreSQL and Redis.</summary>
public sealed class ServicesHost() : SharedHost(Rows.Shared);

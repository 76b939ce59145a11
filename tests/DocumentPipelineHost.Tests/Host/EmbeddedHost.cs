using DocumentPipelineHost.Tests.Services;

namespace DocumentPipelineHost.Tests.Host;

/// <summary>With SQLite and files, as without any configuration.</summary>
public sealed class EmbeddedHost() : SharedHost(Rows.Sqlite);

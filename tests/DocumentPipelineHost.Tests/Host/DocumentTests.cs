namespace DocumentPipelineHost.Tests.Host;

/// <inheritdoc/>
public sealed class DocumentTests(EmbeddedHost host) : DocumentContract(host), IClassFixture<EmbeddedHost>;

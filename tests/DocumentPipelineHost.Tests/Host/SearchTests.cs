namespace DocumentPipelineHost.Tests.Host;

/// <inheritdoc/>
public sealed class SearchTests(EmbeddedHost host) : SearchContract(host), IClassFixture<EmbeddedHost>;

namespace DocumentPipelineHost.Tests.Host;

/// <inheritdoc/>
public sealed class UploadTests(EmbeddedHost host) : UploadContract(host), IClassFixture<EmbeddedHost>;

namespace DocumentPipelineHost.Tests.Host;

/// <inheritdoc/>
public sealed class AbortedUploadTests(EmbeddedHost host) : AbortedUploadContract(host), IClassFixture<EmbeddedHost>;

namespace DocumentPipelineHost.Tests.Host;

/// <inheritdoc/>
public sealed class DocumentOnServicesTests(ServicesHost host) : DocumentContract(host), IClassFixture<ServicesHost>;

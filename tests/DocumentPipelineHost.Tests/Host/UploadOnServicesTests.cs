namespace DocumentPipelineHost.Tests.Host;

/// <inheritdoc/>
public sealed class UploadOnServicesTests(ServicesHost host) : UploadContract(host), IClassFixture<ServicesHost>;

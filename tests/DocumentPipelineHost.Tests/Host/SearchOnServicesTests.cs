namespace DocumentPipelineHost.Tests.Host;

/// <inheritdoc/>
public sealed class SearchOnServicesTests(ServicesHost host) : SearchContract(host), IClassFixture<ServicesHost>;

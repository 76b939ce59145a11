namespace DocumentPipelineHost.Tests.Host;

/// <inheritdoc/>
public sealed class IdentityTests(EmbeddedHost host) : IdentityContract(host), IClassFixture<EmbeddedHost>;

/// <inheritdoc/>
public sealed class IdentityOnServicesTests(ServicesHost host) : IdentityContract(host), IClassFixture<ServicesHost>;

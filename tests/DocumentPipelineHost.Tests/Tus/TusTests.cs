using DocumentPipelineHost.Tests.Host;

namespace DocumentPipelineHost.Tests.Tus;

/// <inheritdoc/>
public sealed class TusTests(EmbeddedHost host) : TusContract(host), IClassFixture<EmbeddedHost>;

/// <inheritdoc/>
public sealed class TusOnServicesTests(ServicesHost host) : TusContract(host), IClassFixture<ServicesHost>;

/// <inheritdoc/>
public sealed class TusUploadTests(EmbeddedHost host) : TusUploadContract(host), IClassFixture<EmbeddedHost>;

/// <inheritdoc/>
public sealed class TusUploadOnServicesTests(ServicesHost host) : TusUploadContract(host), IClassFixture<ServicesHost>;

namespace DocumentPipelineHost.Tests.Host;

/// <inheritdoc/>
public sealed class AbortedUploadOnServicesTests(ServicesHost host)
    : AbortedUploadContract(host),
        IClassFixture<ServicesHost>;

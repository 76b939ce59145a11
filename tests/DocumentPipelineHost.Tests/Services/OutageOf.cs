namespace DocumentPipelineHost.Tests.Services;

/// <summary>The service that a host has lost.</summary>
public enum OutageOf
{
    Redis,
    Postgres,
    S3,
}

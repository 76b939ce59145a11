using DocumentPipelineHost;

await using var app = HostApplication.Create(args);
await app.RunAsync();

using DocumentPipelineHost;

return await HostApplication.RunAsync(args);

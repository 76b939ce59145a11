using DocumentEngine.Isolation;
using DocumentPipelineHost;

return EngineChild.IsAskedFor(args) ? EngineChild.Run(args) : await HostApplication.RunAsync(args);

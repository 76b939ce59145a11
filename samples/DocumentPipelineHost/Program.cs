using DocumentEngine.Isolation;
using DocumentPipelineHost;
using DocumentPipelineHost.Accounts;

if (EngineChild.IsAskedFor(args))
    return EngineChild.Run(args);
return AccountCommand.IsAskedFor(args) ? await AccountCommand.RunAsync(args) : await HostApplication.RunAsync(args);

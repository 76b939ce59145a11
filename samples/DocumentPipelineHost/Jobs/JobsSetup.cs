using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Instances;
using Microsoft.Data.Sqlite;
using Quartz;

namespace DocumentPipelineHost.Jobs;

/// <summary>
/// The durable job engine. In SQLite it keeps its tables in a file of its own, so that its locks and the host's never
/// wait for each other; in PostgreSQL they stand beside the host's, and several instances are a cluster.
/// </summary>
internal static class JobsSetup
{
    private static readonly TimeSpan Checkin = TimeSpan.FromSeconds(1);

    // An idle instance is not notified of what others enqueue: it polls.
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    // A living instance that stalls for longer loses its jobs to others. They then find that it still owns its
    // pipelines, and leave them alone.
    private static readonly TimeSpan CheckinTimeout = TimeSpan.FromSeconds(3);

    public static IServiceCollection AddJobs(
        this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment,
        ConnectionOptions connections, HostInstance instance)
    {
        var pipeline = configuration.GetSection(PipelineOptions.Section).Get<PipelineOptions>()
            ?? new PipelineOptions();
        AddParts(services);
        if (!connections.HasPostgres)
            services.AddSingleton<JobsFile>();
        // the job itself reports what went wrong, in one line where the cause is known
        services.AddLogging(static logging => logging.AddFilter("Quartz.Core.JobRunShell", LogLevel.None));
        services.AddQuartz(engine =>
        {
            engine.ConfigureScheduler(scheduler =>
            {
                scheduler.InstanceName = "documents";
                scheduler.InstanceId = instance.IsShared ? instance.Id : "host";
                if (instance.IsShared)
                    scheduler.IdleWaitTime = Idle;
                scheduler.ShutdownJobInterruption = ShutdownJobInterruption.Always;
            });
            engine.UseDefaultThreadPool(pool => pool.MaxConcurrency = Math.Max(1, pipeline.Workers));
            engine.UseDefaultRetryPolicy(Retries.Policy(pipeline));
            engine.UsePersistentStore(store =>
            {
                store.ProvisionSchema();
                if (connections.HasPostgres)
                    store.UsePostgres(connections.Postgres!);
                else
                    store.UseSqlite(SqliteFile(configuration, environment));
                if (instance.IsShared)
                    store.UseClustering(static cluster =>
                        (cluster.CheckinInterval, cluster.CheckinMisfireThreshold) = (Checkin, CheckinTimeout));
            });
        });
        services.AddQuartzHostedService(hosted => hosted.WaitForJobsToComplete = true);
        services.AddHostedService<QueueSweepLoop>();
        return services;
    }

    private static void AddParts(IServiceCollection services)
    {
        services
            .AddSingleton<PipelineJobs>()
            .AddSingleton<PipelineExecutor>()
            .AddSingleton<StageRunner>()
            .AddSingleton<BrokenOffWork>();
        services.AddSingleton<PipelineEnding>().AddSingleton<Retries>();
        services.AddSingleton<Resumption>().AddSingleton<PipelineRecovery>();
        services.AddHostedService<StartupRecovery>();
        services.AddHostedService<TakeoverLoop>();
    }

    private static string SqliteFile(IConfiguration configuration, IHostEnvironment environment)
    {
        var data = configuration.GetSection(DataOptions.Section).Get<DataOptions>() ?? new DataOptions();
        return new SqliteConnectionStringBuilder
        {
            DataSource = new DataFolder(Microsoft.Extensions.Options.Options.Create(data), environment).JobsFile,
        }.ConnectionString;
    }
}

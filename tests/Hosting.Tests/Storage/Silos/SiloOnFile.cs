using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using OrleansMonitor.Hosting.Storage;
using OrleansMonitor.Hosting.Tests.Storage.Sqlite;

namespace OrleansMonitor.Hosting.Tests.Storage.Silos;

/// <summary>A silo whose state and reminders are in a file; made again on the same file, it is the same silo restarted.</summary>
internal sealed class SiloOnFile : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;

    private SiloOnFile(InProcessTestCluster cluster, Ticks ticks) => (_cluster, Ticks) = (cluster, ticks);

    public Ticks Ticks { get; }

    public IServiceProvider Services => _cluster.GetSiloServiceProvider();

    public static async Task<SiloOnFile> StartAsync(TemporaryFolder folder)
    {
        var ticks = new Ticks();
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ServiceId = "monitor";
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(ticks).AddSqliteStorage(folder.ConnectionString);
            silo.UseSqliteOrleans();
            silo.Configure<ReminderOptions>(options => options.MinimumReminderPeriod = TimeSpan.FromMilliseconds(100));
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new(cluster, ticks);
    }

    public ICounterGrain Counter(string key) => _cluster.Client.GetGrain<ICounterGrain>(key);

    /// <summary>Ends it without a goodbye.</summary>
    public Task KillAsync() => _cluster.KillSiloAsync(_cluster.Silos[0]);

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();
}

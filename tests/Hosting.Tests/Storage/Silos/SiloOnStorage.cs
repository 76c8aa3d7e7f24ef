using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace OrleansMonitor.Hosting.Tests.Storage.Silos;

/// <summary>A silo whose state and reminders are in a database; made again on the same database, it is the same silo restarted.</summary>
internal sealed class SiloOnStorage : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;

    private SiloOnStorage(InProcessTestCluster cluster, Ticks ticks) => (_cluster, Ticks) = (cluster, ticks);

    public Ticks Ticks { get; }

    public IServiceProvider Services => _cluster.GetSiloServiceProvider();

    public static async Task<SiloOnStorage> StartAsync(ISiloStorage storage)
    {
        var ticks = new Ticks();
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ServiceId = "monitor";
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(ticks);
            storage.Configure(silo);
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

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Benchmarks.Processes;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Grains.Clusters;
using OrleansMonitor.Grains.Polling;
using OrleansMonitor.Hosting.Composition;
using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Benchmarks.Workers;

/// <summary>The monitor as deployed: one silo, its SQLite file, its HTTPS client.</summary>
internal sealed class MonitorWorker : IWorker
{
    private static readonly ClusterName Name = ClusterName.Parse("bench");
    private readonly IHost _host;
    private readonly TickMeter _meter;
    private readonly CallMeter _calls;

    private MonitorWorker(IHost host, TickMeter meter, CallMeter calls) => (_host, _meter, _calls) = (host, meter, calls);

    private IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    public static async Task<MonitorWorker> StartAsync(WorkerSetup setup)
    {
        var (meter, calls) = (new TickMeter(), new CallMeter());
        // Without defaults, which would load the API host's settings from this folder.
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        // Standard output is reserved for results.
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Error)
            .AddFilter("Polly", LogLevel.None);
        builder.AddMonitorSilo(Configuration(setup));
        var host = builder.Build();
        await host.StartAsync();
        return new(host, meter, calls);
    }

    public async Task<object> DoAsync(string order) => order switch
    {
        "changed" => await ChangedAsync(),
        "calls" => _calls.Read(),
        "footprint" => Footprint.Now(),
        "meter" => _meter.Read(),
        _ => await Cost.OfAsync(() => TickAsync(Enum.Parse<Tier>(order, ignoreCase: true))),
    };

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        _meter.Dispose();
        _calls.Dispose();
    }

    private async Task TickAsync(Tier tier)
    {
        if (!await Grains.Scheduler(Name, tier).Tick()) throw new InvalidOperationException("A tick was still running.");
    }

    /// <summary>Ticks once more and returns the number of renewed guest entries.</summary>
    private async Task<int> ChangedAsync()
    {
        await using var deltas = Grains.Cluster(Name).Follow().GetAsyncEnumerator();
        await deltas.MoveNextAsync();
        await TickAsync(Tier.Critical);
        await deltas.MoveNextAsync();
        return deltas.Current.Guests.Length;
    }

    private static CheckedConfiguration Configuration(WorkerSetup setup)
    {
        var (ports, connection) = (FreePorts.Two(), setup.Connection);
        return MonitorConfiguration.Check(new()
        {
            Clusters =
            {
                new()
                {
                    Name = Name.ToString(),
                    Endpoints = [connection.Endpoint],
                    TokenId = connection.TokenId,
                    TokenSecret = connection.TokenSecret,
                    Tls = new() { Fingerprint = connection.Fingerprint },
                },
            },
            Tiers = setup.OwnSchedule ? new() : new() { StartupDelay = TimeSpan.FromHours(1) },
            Database = new() { ConnectionString = $"Data Source={setup.Database}" },
            Silo = new() { SiloPort = ports.One, GatewayPort = ports.Other },
        });
    }
}

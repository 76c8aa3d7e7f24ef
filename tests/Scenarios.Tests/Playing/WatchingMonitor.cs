using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.TestingHost;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Explain;
using OrleansMonitor.Domain.Identity;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Autonomy;
using OrleansMonitor.Grains.Clusters;
using OrleansMonitor.Grains.Polling;
using OrleansMonitor.Grains.Remediation;
using OrleansMonitor.Hosting.Options;
using OrleansMonitor.Proxmox.Connections;
using OrleansMonitor.Trust.Mutating;

namespace OrleansMonitor.Scenarios.Tests.Playing;

/// <summary>The monitor as it is deployed, watching simulated clusters; it can be killed and started again on the same database.</summary>
internal sealed class WatchingMonitor : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("scenario").FullName;
    private readonly MonitorSetup _setup;
    private readonly IReadOnlyList<WatchedCluster> _clusters;
    private readonly VirtualClock _clock;
    private readonly Mutation _mutation;
    private InProcessTestCluster? _silos;

    private CheckedConfiguration _configuration;

    public WatchingMonitor(MonitorSetup setup, IReadOnlyList<WatchedCluster> clusters, VirtualClock clock, Mutation mutation)
    {
        (_setup, _clusters, _clock, _mutation) = (setup, clusters, clock, mutation);
        _configuration = Configure(setup.Monitor);
    }

    public bool Watches => _silos is not null;

    public TierSettings Tiers => _configuration.Settings.Tiers;

    /// <summary>Lets it begin with another configuration.</summary>
    public Task Start(JsonObject other)
    {
        if (!_mutation.KeepsSettings) _configuration = Configure(other);
        return Start();
    }

    /// <summary>What it waits for, counted at its end of the connections.</summary>
    public CountedTransport Network { get; } = new();

    /// <summary>What it warns of.</summary>
    public Complaints Complaints { get; } = new();

    public async Task Start() => _silos = await SiloDeployment.Start(
        _configuration, _clock,
        services => _mutation.Decorate(services.AddSingleton<IProxmoxTransport>(Network).AddSingleton<ILoggerProvider>(Complaints)));

    public async Task Stop(bool kill)
    {
        if (_silos is not { } silos) return;
        _silos = null;
        if (kill) await silos.KillSiloAsync(silos.Silos[0]);
        await silos.DisposeAsync();
        await _mutation.WhileDown(Path.Combine(_folder, "monitor.db"));
    }

    public Task Tick(string cluster, Tier tier) => Grains.Scheduler(ClusterName.Parse(cluster), tier).Tick();

    /// <summary>Completes when nothing more can be repaired now.</summary>
    public Task Settle(string cluster) => Grains.Remediation(ClusterName.Parse(cluster)).Settle();

    /// <summary>When the next of the repairs that are under way is looked at; null where none is.</summary>
    public async Task<DateTimeOffset?> NextLook(string cluster) =>
        (await Grains.Remediation(ClusterName.Parse(cluster)).Status()).NextCheck;

    /// <summary>Carries out what somebody asks for.</summary>
    public async Task Obey(Order order, string cluster)
    {
        var repairs = Grains.Remediation(ClusterName.Parse(cluster));
        switch (order.Do)
        {
            case "level":
                await Grains.Autonomy().SetLevel((AutonomyLevel)order.Level, null, null, order.By);
                break;
            case "kill-switch":
                await Grains.Autonomy().SetKillSwitch(order.Active, "maintenance", order.By);
                break;
            case "approve" or "reject":
                var incident = (await Incidents()).Single(one => one.IsOpen && one.Key == order.Incident);
                await repairs.Decide(incident.Id, order.Do == "approve", order.By, null);
                break;
            case "resume-after-storm":
                await repairs.ResumeAfterStorm(order.By, "seen to");
                break;
            default:
                throw new InvalidDataException($"nobody can ask the monitor for '{order.Do}'");
        }
    }

    public async Task<IReadOnlyList<MonitorEvent>> Events()
    {
        var all = new List<MonitorEvent>();
        while (true)
        {
            var page = await Store<IEventStore>().ReadAfterAsync(all.Count == 0 ? 0 : all[^1].Sequence, 1000, CancellationToken.None);
            if (page.Count == 0) return all;
            all.AddRange(page);
        }
    }

    public async Task<IReadOnlyList<Incident>> Incidents()
    {
        var all = new List<Incident>();
        for (long? before = null; ;)
        {
            var page = await Store<IIncidentStore>().ListAsync(new(OpenOnly: false, Limit: 500, Before: before), CancellationToken.None);
            all.AddRange(page.Items);
            if (page.NextCursor is null) return all;
            before = page.NextCursor;
        }
    }

    public async Task<IReadOnlyList<AutonomyAction>> Audit()
    {
        var all = new List<AutonomyAction>();
        for (long? before = null; ;)
        {
            var page = await Store<IAuditStore>().ListAsync(new(Limit: 500, Before: before), CancellationToken.None);
            all.AddRange(page.Items);
            if (page.NextCursor is null) return all;
            before = page.NextCursor;
        }
    }

    /// <summary>Everything that it last saw of a cluster.</summary>
    public async Task<ClusterDelta> Snapshot(string cluster)
    {
        await foreach (var delta in Grains.Cluster(ClusterName.Parse(cluster)).Follow()) return delta;
        throw new InvalidOperationException($"nothing is known of the cluster {cluster}");
    }

    /// <summary>What its tokens hold and what it is blind for; null before the first good answer.</summary>
    public Task<AccessReport?> Access(string cluster) => Grains.Cluster(ClusterName.Parse(cluster)).Access();

    /// <summary>Every rule on a thing; null where there is no such thing.</summary>
    public Task<Explanation?> Explain(EntityId entity) => Grains.Cluster(ClusterName.Parse(entity.ClusterText!)).Explain(entity);

    public async ValueTask DisposeAsync()
    {
        await Stop(kill: false);
        Directory.Delete(_folder, recursive: true);
    }

    private IGrainFactory Grains => Store<IGrainFactory>();

    private CheckedConfiguration Configure(JsonObject monitor)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            // The player asks for ticks itself.
            ["Monitor:Tiers:StartupDelay"] = "01:00:00",
            ["Monitor:Database:ConnectionString"] = $"Data Source={Path.Combine(_folder, "monitor.db")}",
        };
        foreach (var (index, watched) in _clusters.Index())
        {
            var cluster = $"Monitor:Clusters:{index}";
            settings[$"{cluster}:Name"] = watched.Name;
            settings[$"{cluster}:TokenId"] = watched.Read.Id;
            settings[$"{cluster}:TokenSecret"] = watched.Read.Secret;
            if (_setup.Repairs) (settings[$"{cluster}:ActTokenId"], settings[$"{cluster}:ActTokenSecret"]) = watched.Act;
            settings[$"{cluster}:Tls:Fingerprint"] = index == 0 && _setup.Fingerprint is { } pinned ? pinned : watched.Fingerprint;
            foreach (var (number, endpoint) in watched.Endpoints.Take(_mutation.OneEndpoint ? 1
                : _setup.Endpoints ?? int.MaxValue).Index()) settings[$"{cluster}:Endpoints:{number}"] = endpoint.ToString();
        }

        var own = Encoding.UTF8.GetBytes($$"""{ "Monitor": {{monitor.ToJsonString()}} }""");
        var loaded = MonitorConfiguration.Load(
            new ConfigurationBuilder().AddJsonStream(new MemoryStream(own)).AddInMemoryCollection(settings).Build());
        var mutated = _mutation.Settings(loaded.Settings);
        var noRepairs = mutated with { Guardrails = mutated.Guardrails with { Runbooks = [] } };
        return loaded with { Settings = _setup.Repairs ? mutated : noRepairs };
    }

    private T Store<T>()
        where T : notnull => _silos!.Silos[0].ServiceProvider.GetRequiredService<T>();
}

/// <summary>A cluster as the monitor is told of it.</summary>
internal sealed record WatchedCluster(
    string Name, IReadOnlyList<Uri> Endpoints, (string Id, string Secret) Read, (string Id, string Secret) Act, string Fingerprint);

using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Hosting.Options;
using OrleansMonitor.Hosting.Storage.Health;
using OrleansMonitor.Simulator;
using OrleansMonitor.Trust.Mutating;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.Playing;

/// <summary>
/// The monitor of a story. It can be killed, stopped and restarted on the same database, and its database can be removed.
/// </summary>
internal sealed class PlayedMonitor : IAsyncDisposable
{
    public const string Cluster = "lab";
    private const string Away = ".away";

    private readonly Story _story;
    private readonly SimulatedProxmox _proxmox;
    private readonly Mutation _mutation;
    private readonly string _folder;
    private JsonObject _settings;

    public PlayedMonitor(Story story, SimulatedProxmox proxmox, TimeProvider time, Mutation mutation)
    {
        (_story, _proxmox, _mutation, _settings, _folder) = (story, proxmox, mutation, story.Monitor, WorkFolder.Make(story));
        (Clock, Network, Times) = (new(time), new(proxmox), new(time));
    }

    public MachineClock Clock { get; }

    public MachineNetwork Network { get; }

    /// <summary>When each event was stored.</summary>
    public EventTimes Times { get; }

    /// <summary>The periods of its polls.</summary>
    public TierSettings Tiers => Configure().Settings.Tiers;

    /// <summary>The running process, or null.</summary>
    public MonitorHost? Host { get; private set; }

    private IEnumerable<string> DatabaseFiles =>
        Directory.GetFiles(_folder).Where(file => Path.GetFileName(file).StartsWith("monitor.db", StringComparison.Ordinal));

    /// <summary>Starts it, optionally with another configuration.</summary>
    public async Task Start(JsonObject? settings = null)
    {
        if (Host is not null) throw new InvalidOperationException("It is running.");
        if (!_mutation.KeepsSettings) _settings = settings ?? _settings;
        var configuration = Configure();
        var mutated = configuration with { Settings = _mutation.Settings(configuration.Settings) };
        Host = await MonitorHost.Start(mutated, Network, Clock, after: services =>
        {
            Times.Watch(services);
            _mutation.Decorate(services);
        });
        Times.Listen(Host.Services.GetRequiredService<UnstoredEvents>());
    }

    public async Task Kill()
    {
        var host = Take();
        await host.Kill();
        await WhileDown();
    }

    public async Task Stop()
    {
        var host = Take();
        await host.DisposeAsync();
        await WhileDown();
    }

    /// <summary>Moves the database files away.</summary>
    public void HideDatabase()
    {
        foreach (var file in DatabaseFiles.Where(file => !file.EndsWith(Away, StringComparison.Ordinal)).ToList())
            File.Move(file, file + Away);
    }

    /// <summary>Whether the files are moved away.</summary>
    public bool LacksDatabase => DatabaseFiles.Any(file => file.EndsWith(Away, StringComparison.Ordinal));

    /// <summary>Moves them back and overwrites newer files.</summary>
    public void BringDatabaseBack()
    {
        var away = DatabaseFiles.Where(file => file.EndsWith(Away, StringComparison.Ordinal)).ToList();
        if (away.Count == 0) return;
        foreach (var file in DatabaseFiles.Except(away).ToList()) File.Delete(file);
        foreach (var file in away) File.Move(file, file[..^Away.Length]);
    }

    public async ValueTask DisposeAsync()
    {
        if (Host is not null) await Stop();
        Directory.Delete(_folder, recursive: true);
    }

    private string Database => Path.Combine(_folder, "monitor.db");

    private Task WhileDown() => LacksDatabase ? Task.CompletedTask : _mutation.WhileDown(Database);

    private MonitorHost Take()
    {
        var host = Host ?? throw new InvalidOperationException("It is not running.");
        Host = null;
        return host;
    }

    private CheckedConfiguration Configure()
    {
        const string cluster = "Monitor:Clusters:0";
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Monitor:Database:ConnectionString"] = $"Data Source={Database}",
            ["Monitor:Database:HeadsFile"] = Path.Combine(_folder, "heads"),
            [$"{cluster}:Name"] = Cluster,
            [$"{cluster}:TokenId"] = _proxmox.ReadTokenId,
            [$"{cluster}:TokenSecret"] = _proxmox.ReadTokenSecret,
            [$"{cluster}:Tls:Fingerprint"] = _proxmox.Fingerprint,
        };
        if (_story.Repairs)
            (settings[$"{cluster}:ActTokenId"], settings[$"{cluster}:ActTokenSecret"]) = (_proxmox.ActTokenId, _proxmox.ActTokenSecret);
        foreach (var (number, endpoint) in _proxmox.Endpoints.Take(_mutation.OneEndpoint ? 1 : _story.Endpoints ?? int.MaxValue).Index())
            settings[string.Create(CultureInfo.InvariantCulture, $"{cluster}:Endpoints:{number}")] = endpoint.ToString();
        var own = Encoding.UTF8.GetBytes(new JsonObject { ["Monitor"] = _settings.DeepClone() }.ToJsonString());
        return MonitorConfiguration.Load(
            new ConfigurationBuilder().AddJsonStream(new MemoryStream(own)).AddInMemoryCollection(settings).Build());
    }
}

using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Serialization;
using Orleans.Storage;
using OrleansMonitor.Domain.Identity;
using OrleansMonitor.Grains.Autonomy;
using OrleansMonitor.Grains.Guests;
using OrleansMonitor.Hosting.Composition;
using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Silos.Tests.Contracts;

/// <summary>The present grains on what the last released version stored, byte for byte.</summary>
public sealed class UpgradeTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("monitor-upgrade");
    private IHost _host = null!;

    private Serializer Serializer => _host.Services.GetRequiredService<Serializer>();

    private IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    public async ValueTask InitializeAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.AddMonitorSilo(MonitorConfiguration.Check(new()
        {
            Database = new() { ConnectionString = $"Data Source={Path.Combine(_folder.FullName, "monitor.db")}" },
            Silo = new() { SiloPort = Harness.SiloCluster.FreePort(), GatewayPort = 0 },
        }));
        _host = builder.Build();
        await _host.StartAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_guest_goes_on_where_the_version_before_left_it()
    {
        var guest = Grains.Guest(GuestId.Parse("lab/100"));
        await Store("guest", guest, Released("guest", ReleasedStates.GuestState));
        Same(await guest.Get(), ReleasedStates.GuestState.Value);
    }

    [Fact]
    public async Task The_level_and_the_kill_switch_stay_as_they_were()
    {
        var autonomy = Grains.Autonomy();
        await Store("autonomy", autonomy, Released("autonomy", ReleasedStates.Autonomy));
        Same(await autonomy.Get(), ReleasedStates.Autonomy.Value);
    }

    [Fact]
    public void Nodes_and_clusters_keep_what_stands_on_them()
    {
        Same(Released("node", ReleasedStates.NodeState).Value, ReleasedStates.NodeState.Value);
        Same(Released("cluster", ReleasedStates.ClusterState).Value, ReleasedStates.ClusterState.Value);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
        _folder.Delete(recursive: true);
    }

    // The bytes are those of the released version. They are made once, when a version is released: RECORD_RELEASE=1.
    private T Released<T>(string name, T asWritten)
    {
        var file = Path.Combine(Repository.Root, "tests", "Silos.Tests", "Contracts", "Released", ReleasedStates.Version, $"{name}.bin");
        if (Environment.GetEnvironmentVariable("RECORD_RELEASE") == "1" && !File.Exists(file))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, Serializer.SerializeToArray(asWritten));
        }

        return Serializer.Deserialize<T>(File.ReadAllBytes(file))!;
    }

    private async Task Store<T>(string state, IAddressable grain, T value) =>
        await _host.Services.GetRequiredKeyedService<IGrainStorage>("state")
        .WriteStateAsync(state, grain.GetGrainId(), new GrainState<T>(value));

    // By content: immutable arrays compare by identity.
    private static void Same<T>(T read, T written) => JsonSerializer.Serialize(read).ShouldBe(JsonSerializer.Serialize(written));
}

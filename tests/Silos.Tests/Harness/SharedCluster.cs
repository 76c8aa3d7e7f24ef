using OrleansMonitor.Tests.Support;

namespace OrleansMonitor.Silos.Tests.Harness;

/// <summary>One silo cluster for all tests that leave it whole, where the machine can have one.</summary>
[CollectionDefinition(Name)]
public sealed class SharedCluster : IAsyncLifetime, ICollectionFixture<SharedCluster>
{
    public const string Name = "silo cluster";
    public const string AdminKey = "correct-horse-battery-staple";

    private SiloCluster? _cluster;

    /// <summary>The cluster; skips the test where there is none.</summary>
    public SiloCluster Cluster
    {
        get
        {
            PostgreSqlServer.Need();
            return _cluster!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (!PostgreSqlServer.IsInstalled) return;
        _cluster = new(new(AdminKey: AdminKey));
        await _cluster.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
    }
}

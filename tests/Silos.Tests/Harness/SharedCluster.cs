using OrleansMonitor.Tests.Support;

namespace OrleansMonitor.Silos.Tests.Harness;

/// <summary>A silo cluster for the tests of a class, where the machine can have one.</summary>
public class SharedCluster : IAsyncLifetime
{
    private readonly ClusterShape _shape;
    private SiloCluster? _cluster;

    public SharedCluster()
        : this(new ClusterShape())
    {
    }

    private protected SharedCluster(ClusterShape shape) => _shape = shape;

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
        _cluster = new(_shape);
        await _cluster.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
    }
}

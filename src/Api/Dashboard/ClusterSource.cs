using OrleansMonitor.Api.Views;
using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Proxmox.Connections;

namespace OrleansMonitor.Api.Dashboard;

/// <summary>Provides the dashboard with the same snapshot copies as REST and hubs.</summary>
internal sealed class ClusterSource(ClusterViews views, IClusterConnections connections) : IClusterSource
{
    public event Action? Moved
    {
        add => views.Moved += value;
        remove => views.Moved -= value;
    }

    public IReadOnlyList<ClusterName> Names => [.. views.All.Select(view => view.Name)];

    public long VersionOf(ClusterName cluster) => View(cluster).Version;

    public ClusterPicture Read(ClusterName cluster)
    {
        var view = View(cluster);
        // Read first: changes during the following reads belong to the next version.
        var version = view.Version;
        return new(cluster, version, view.Header, view.Nodes, view.Storages, view.Guests());
    }

    public Uri? WebInterfaceOf(ClusterName cluster) => connections.Find(cluster)?.Endpoints is [var first, ..] ? first : null;

    private ClusterView View(ClusterName cluster) =>
        views.Find(cluster.Value) ?? throw new KeyNotFoundException($"There is no cluster {cluster}.");
}

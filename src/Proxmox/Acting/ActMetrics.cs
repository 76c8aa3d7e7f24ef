using System.Diagnostics;
using System.Diagnostics.Metrics;
using OrleansMonitor.Domain.Runbooks;

namespace OrleansMonitor.Proxmox.Acting;

/// <summary>Metrics of the requests that change Proxmox.</summary>
internal sealed class ActMetrics : IDisposable
{
    private readonly Meter _meter = new(ProxmoxProbe.MeterName);
    private readonly Counter<long> _actions;

    public ActMetrics() =>
        _actions = _meter.CreateCounter<long>(
        "proxmox.client.actions", "{action}", "Requests that change Proxmox, by cluster, call and outcome.");

    /// <summary>Records a completed call.</summary>
    public void Ended(ClusterName cluster, string call, ActResultKind outcome) =>
        _actions.Add(1, new TagList { { "cluster", cluster.Value }, { "call", call }, { "outcome", outcome.ToString() } });

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();
}

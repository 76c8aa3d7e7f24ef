using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace OrleansMonitor.Proxmox.Http;

/// <summary>Metrics of the requests to Proxmox.</summary>
internal sealed class ProbeMetrics : IDisposable
{
    private readonly Meter _meter = new(ProxmoxProbe.MeterName);
    private readonly Counter<long> _requests;
    private readonly Histogram<double> _duration;

    public ProbeMetrics()
    {
        _requests =
            _meter.CreateCounter<long>("proxmox.client.requests", "{request}", "Calls to one endpoint, by cluster, call and outcome.");
        _duration = _meter.CreateHistogram<double>(
            "proxmox.client.duration", "s", "How long calls to one endpoint took, by cluster, call and outcome.");
    }

    /// <summary>Records the end of one call to one endpoint.</summary>
    public void RecordCall(ClusterName cluster, string call, string outcome, TimeSpan duration)
    {
        var tags = new TagList { { "cluster", cluster.Value }, { "call", call }, { "outcome", outcome } };
        _requests.Add(1, tags);
        _duration.Record(duration.TotalSeconds, tags);
    }

    public void Dispose() => _meter.Dispose();
}

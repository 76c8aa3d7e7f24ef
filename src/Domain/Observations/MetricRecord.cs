using System.Runtime.InteropServices;

namespace OrleansMonitor.Domain.Observations;

/// <summary>One value of Proxmox' own records of the last half hour (<c>/cluster/metrics/export</c>).</summary>
/// <param name="Timestamp">When it was measured, Unix seconds.</param>
/// <param name="Id">Of what: <c>node/pve1</c>, <c>qemu/100</c>, <c>lxc/101</c> or <c>storage/pve1/local</c>.</param>
/// <param name="Metric">The name of the metric, such as <c>cpu_current</c>.</param>
/// <param name="Value">The value; counters are totals.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct MetricRecord(long Timestamp, string Id, string Metric, double Value);

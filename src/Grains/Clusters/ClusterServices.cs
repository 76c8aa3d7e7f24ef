using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Time;
using OrleansMonitor.Grains.Guests;
using OrleansMonitor.Grains.History;
using OrleansMonitor.Grains.Incidents;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>The services that the polls of every cluster use.</summary>
internal sealed record ClusterServices(
    IProbe Probe, MonitorSettings Settings, NodeTasks NodeTasks, FindingDelivery Delivery, PreviouslyOpenIncidents Incidents,
    IGuestStateStore GuestStates, IStormAlarm Alarm, HistoryWriter History, HistoryFiller HistoryFiller, HistoryMeter HistoryMeter,
    ClusterMetrics Metrics, SteadyClock Time);

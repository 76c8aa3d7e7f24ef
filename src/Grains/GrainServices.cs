using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Audit;
using OrleansMonitor.Grains.Autonomy;
using OrleansMonitor.Grains.Clusters;
using OrleansMonitor.Grains.Guests;
using OrleansMonitor.Grains.History;
using OrleansMonitor.Grains.Incidents;
using OrleansMonitor.Grains.Notifications;
using OrleansMonitor.Grains.Placement;
using OrleansMonitor.Grains.Polling;
using OrleansMonitor.Grains.Registry;
using OrleansMonitor.Grains.Remediation;
using OrleansMonitor.Grains.StoredState;

namespace OrleansMonitor.Grains;

/// <summary>Registers what grains are made of.</summary>
public static class GrainServices
{
    /// <summary>The meters that grains count with.</summary>
    public static IReadOnlyList<string> Meters { get; } =
    [
        PollingMetrics.MeterName, ClusterMetrics.MeterName, HistoryMeter.MeterName, RemediationMetrics.MeterName,
        NotificationMetrics.MeterName,
    ];

    /// <summary>Adds the parts of grains; ports and <see cref="MonitorSettings"/> come from the host.</summary>
    public static IServiceCollection AddMonitorGrains(this IServiceCollection services)
    {
        services.AddPlacementDirector<ClusterPlacement, ClusterPlacementDirector>();
        services.AddSingleton<IAttributeToFactoryMapper<LazyPersistentStateAttribute>, LazyPersistentStateMapper>();
        return services
            .AddSingleton<FindingDelivery>()
            .AddSingleton<PreviouslyOpenIncidents>()
            .AddSingleton<IncidentNotifications>()
            .AddSingleton<MessageDelivery>()
            .AddSingleton<MutedMessages>()
            .AddSingleton<Escalations>()
            .AddTransient<StateRefresh>()
            .AddTransient<WeeklyTests>()
            .AddSingleton<SilenceReader>()
            .AddSingleton<NotificationMetrics>()
            .AddSingleton<DestinationStarter>()
            .AddSingleton<DestinationHealthReader>()
            .AddSingleton<NodeTasks>()
            .AddSingleton<RecordAge>()
            .AddSingleton<BackupLogs>()
            .AddSingleton<BackupJobs>()
            .AddSingleton<Destructions>()
            .AddSingleton<PollingMetrics>()
            .AddSingleton<ClusterMetrics>()
            .AddSingleton<HistoryMeter>()
            .AddSingleton<HistoryWriter>()
            .AddSingleton<HistoryUpkeep>()
            .AddSingleton<HistoryFiller>()
            .AddSingleton<ClusterServices>()
            .AddSingleton<ClusterHome>()
            .AddSingleton<SiloShutdownSignal>()
            .AddSingleton<RemediationMetrics>()
            .AddSingleton<RemediationStory>()
            .AddSingleton<ProbeReadingsReader>()
            .AddSingleton<AttemptReader>()
            .AddSingleton<TaskFactsReader>()
            .AddSingleton<FactReader>()
            .AddSingleton<LocalFactsReader>()
            .AddSingleton<OpenRepairsReader>()
            .AddSingleton<RepairTriggers>()
            .AddSingleton<IIncidentListener>(services => services.GetRequiredService<RepairTriggers>())
            .AddSingleton<IAutonomyListener>(services => services.GetRequiredService<RepairTriggers>())
            .AddSingleton<IStormAlarm>(services => services.GetRequiredService<RepairTriggers>())
            .AddSingleton<RepairJournals>()
            .AddSingleton<RepairWriter>()
            .AddSingleton<RepairApproval>()
            .AddSingleton<RepairGate>()
            .AddSingleton<Reconciler>()
            .AddSingleton<EntityLevels>()
            .AddSingleton<IGuestTraits, SnapshotTraits>()
            .AddSingleton<NotifiedGuests>()
            .AddSingleton<StormWatch>()
            .AddSingleton<DryRunScores>()
            .AddSingleton<WatchEnd>()
            .AddKeyedSingleton<ITierTick, CriticalTick>(Tier.Critical)
            .AddKeyedSingleton<ITierTick, ImportantTick>(Tier.Important)
            .AddKeyedSingleton<ITierTick, RoutineTick>(Tier.Routine)
            .AddKeyedSingleton<ITierTick, BackgroundTick>(Tier.Background);
    }
}

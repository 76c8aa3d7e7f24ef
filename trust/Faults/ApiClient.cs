using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Grains.Audit;
using OrleansMonitor.Grains.Autonomy;
using OrleansMonitor.Grains.Clusters;
using OrleansMonitor.Grains.Guests;
using OrleansMonitor.Grains.Nodes;
using OrleansMonitor.Grains.Notifications;
using OrleansMonitor.Grains.Polling;
using OrleansMonitor.Grains.Remediation;

namespace OrleansMonitor.Trust.Faults;

/// <summary>
/// Sends the requests of API clients, all at once and without waiting. A request that never ends must not block the monitor.
/// </summary>
internal sealed class ApiClient(IServiceProvider services)
{
    private static readonly ClusterName Name = ClusterName.Parse("lab");

    private IGrainFactory Grains => services.GetRequiredService<IGrainFactory>();

    public void SendAll(int vmid, string node)
    {
        foreach (var question in Requests(new(Name, vmid), new(Name, node))) question().Ignore();
    }

    private IEnumerable<Func<Task>> Requests(GuestId guest, NodeId node) =>
    [
        () => Grains.Scheduler(Name, Tier.Important).Tick(),
        () => Grains.Scheduler(Name, Tier.Routine).Tick(),
        () => Grains.Scheduler(Name, Tier.Background).Tick(),
        () => Grains.Cluster(Name).Header(),
        () => Grains.Cluster(Name).Access(),
        () => Grains.Cluster(Name).Explain(EntityId.Of(guest)),
        () => Grains.Cluster(Name).Explain(EntityId.Of(node)),
        Follow,
        () => Grains.Guest(guest).Get(),
        () => Grains.Node(node).Get(),
        () => Grains.Remediation(Name).Status(),
        () => Grains.Remediation(Name).ScoredCases(),
        () => Grains.Remediation(Name).Verdicts(EntityId.Of(guest)),
        DescribeRepair,
        () => Grains.Audit(Name.ToString()).List(new(Limit: 50)),
        () => Grains.Retention().CleanUp(),
        () => Grains.DestinationWatch().Check(),
        () => Grains.Autonomy().SetLevel(AutonomyLevel.ActAndReport, Name.ToString(), "", "anna"),
        () => services.GetRequiredService<IIncidentStore>().CountOpenAsync(default),
        () => services.GetRequiredService<IAuditStore>().ListChainsAsync(default),
    ];

    private async Task Follow()
    {
        await foreach (var _ in Grains.Cluster(Name).Follow()) return;
    }

    private async Task DescribeRepair()
    {
        var page = await services.GetRequiredService<IIncidentStore>().ListAsync(new(OpenOnly: false, Limit: 1), default);
        foreach (var incident in page.Items) await Grains.Remediation(Name).Describe(incident.Id);
    }
}

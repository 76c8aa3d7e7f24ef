using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Grains.Autonomy;
using OrleansMonitor.Grains.Remediation;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.Playing;

/// <summary>Executes the steps of a story on its monitor, and the commands of people.</summary>
internal sealed class LifePlayer(PlayedMonitor monitor, Driver driver, DashboardObserver onlooker, TimeProvider time)
{
    private const string Person = "anna";
    private static readonly ClusterName Name = ClusterName.Parse(PlayedMonitor.Cluster);
    private readonly List<LifeMoment> _moments = [];

    public IReadOnlyList<LifeMoment> Moments => _moments;

    public async Task Play(MonitorStep step)
    {
        string? problem = null;
        try
        {
            await driver.Finish(Do(step));
            if (step.Do == MonitorAction.Start) onlooker.Follow();
        }
        catch (Exception failed) when (failed is not OutOfMemoryException)
        {
            problem = failed.Message;
        }

        _moments.Add(new(time.GetUtcNow(), step.Do, problem));
    }

    private Task Do(MonitorStep step) => step.Do switch
    {
        MonitorAction.Kill => monitor.Kill(),
        MonitorAction.Stop => monitor.Stop(),
        MonitorAction.Start => monitor.Start(step.Monitor),
        MonitorAction.CutOff => Set(() => monitor.Network.IsDown = true),
        MonitorAction.Reconnect => Set(() => monitor.Network.IsDown = false),
        MonitorAction.DatabaseAway => Set(monitor.HideDatabase),
        MonitorAction.DatabaseBack => Set(monitor.BringDatabaseBack),
        MonitorAction.SetClock => Set(() => monitor.Clock.Ahead += step.By),
        MonitorAction.SetLevel => Grains.Autonomy().SetLevel((AutonomyLevel)step.Level, null, "as agreed", Person),
        MonitorAction.KillSwitchOn => Grains.Autonomy().SetKillSwitch(true, "work on the cluster", Person),
        MonitorAction.KillSwitchOff => Grains.Autonomy().SetKillSwitch(false, "work is over", Person),
        MonitorAction.ApproveAll => DecideAll(approve: true),
        MonitorAction.RejectAll => DecideAll(approve: false),
        MonitorAction.ResumeAfterStorm => Grains.Remediation(Name).ResumeAfterStorm(Person, "seen to"),
        _ => throw new InvalidOperationException($"Nobody can do '{step.Do}' to a monitor."),
    };

    private IGrainFactory Grains => (monitor.Host ?? throw new InvalidOperationException("It is not running.")).Grains;

    private async Task DecideAll(bool approve)
    {
        var host = monitor.Host ?? throw new InvalidOperationException("It is not running.");
        foreach (var incident in await StoredRecords.Incidents(host.Services, openOnly: true))
        {
            // Incidents without a proposal answer that there is nothing to decide.
            if (incident.Entity.Kind is EntityKind.Guest or EntityKind.Node or EntityKind.Service)
                await host.Grains.Remediation(Name).Decide(incident.Id, approve, Person, null);
        }
    }

    private static Task Set(Action act)
    {
        act();
        return Task.CompletedTask;
    }
}

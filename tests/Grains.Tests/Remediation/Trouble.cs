using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Grains.Polling;
using OrleansMonitor.Grains.Remediation;
using OrleansMonitor.Grains.Tests.Harness;

namespace OrleansMonitor.Grains.Tests.Remediation;

/// <summary>What is repaired while the monitor breaks off.</summary>
public enum Repaired
{
    /// <summary>A VM that crashed.</summary>
    Vm,

    /// <summary>A VM whose first start fails.</summary>
    VmTwice,

    /// <summary>A VM, at level 2: proposed, approved, done.</summary>
    VmApproved,

    /// <summary>A container that crashed.</summary>
    Container,

    /// <summary>A node that lost its power.</summary>
    Node,

    /// <summary>A service that failed.</summary>
    Service,
}

/// <summary>One trouble after another of a kind, each an incident of its own that one repair ends.</summary>
internal sealed class Trouble(MonitorHarness monitor, Repaired what)
{
    private static readonly string[] Services = ["cron", "chrony", "postfix"];

    // Flapping and attempts are counted by the hour.
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(25);

    private List<int>? _guests;
    private int _next;

    /// <summary>The key of the newest one's incident.</summary>
    public string Key { get; private set; } = "";

    /// <summary>How often it is sent, where all goes well.</summary>
    public int Sends => what == Repaired.VmTwice ? 2 : 1;

    /// <summary>True while there is a next one.</summary>
    public bool More => what is Repaired.Node or Repaired.Service || _next < Guests.Count;

    private List<int> Guests => _guests ??= [.. monitor.Proxmox.Cluster.Guests
        .Where(guest => guest is { Status: "running", Template: false, HaState: null }
            && guest.Kind == (what == Repaired.Container ? "lxc" : "qemu"))
        .Select(guest => guest.Vmid).Where(MonitorHarness.StartsAtBoot)];

    /// <summary>How many requests that act have come.</summary>
    public long Sent() =>
        monitor.Proxmox.Requests.ByPath
        .Where(path => path.Key.StartsWith("POST ", StringComparison.Ordinal) && path.Key.Contains(Path, StringComparison.Ordinal))
        .Sum(path => path.Value);

    private string Path => what switch { Repaired.Node => "/wakeonlan", Repaired.Service => "/services/", _ => "/status/start" };

    public void Happen()
    {
        var (cluster, number) = (monitor.Proxmox.Cluster, _next++);
        if (what is Repaired.Node or Repaired.Service) monitor.Time.Advance(Later);
        switch (what)
        {
            case Repaired.Node:
                var node = number % 2 == 0 ? "pve2" : "pve3";
                cluster.SetWakeOnLan(node, "aa:bb:cc:dd:ee:03");
                cluster.PowerOffNode(node);
                Key = $"NODE_UNREACHABLE:lab/{node}";
                break;
            case Repaired.Service:
                var (host, service) = ($"pve{1 + (number % 3)}", Services[number / 3 % 3]);
                cluster.FailService(host, service);
                Key = $"SERVICE_DOWN:lab/{host}/{service}";
                break;
            default:
                if (what == Repaired.VmTwice) cluster.NextStartFails(Guests[number]);
                cluster.KillGuest(Guests[number]);
                Key = $"{(what == Repaired.Container ? "CT" : "VM")}_CRASHED:lab/{Guests[number]}";
                break;
        }
    }

    /// <summary>What the monitor is asked for until it is repaired, where nothing breaks off.</summary>
    public IEnumerable<Func<Task>> Work()
    {
        for (var i = 0; i < (what == Repaired.Node ? 8 : 2); i++)
        {
            if (what == Repaired.Service && i == 0) yield return () => Tick(Tier.Routine);
            yield return () => Tick(Tier.Critical);
            yield return Settle;
            if (what != Repaired.VmApproved) continue;
            yield return Approve;
            yield return Settle;
        }
    }

    /// <summary>Lets the monitor go on until its incident is over.</summary>
    public async Task GoOn()
    {
        for (var i = 0; i < 60 && (i == 0 || (await monitor.OpenKeys()).Contains(Key)); i++)
        {
            if (what == Repaired.Service && i % 5 == 0) await monitor.Tick(Tier.Routine, 300);
            await monitor.Run(1);
            if (what == Repaired.VmApproved) await Approve();
            await monitor.Settle();
        }
    }

    // A person whose word did not get through says it again.
    private async Task Approve()
    {
        try
        {
            if ((await monitor.Incidents()).FirstOrDefault(incident => incident.Key == Key) is not { } incident) return;
            await monitor.Grains.Remediation(MonitorHarness.Name).Decide(incident.Id, true, "anna", "go");
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"an approval failed: {problem.Message}");
        }
    }

    // Whoever awaits it moves the clock where an answer is waited for.
    private async Task Settle()
    {
        var repairs = monitor.Grains.Remediation(MonitorHarness.Name);
        while (true)
        {
            await repairs.Settle();
            if ((await repairs.Status()).NextCheck is not { } next) return;
            monitor.AdvanceTo(next);
        }
    }

    private Task Tick(Tier tier)
    {
        monitor.Time.Advance(TimeSpan.FromSeconds(12));
        return monitor.Grains.Scheduler(MonitorHarness.Name, tier).Tick();
    }
}

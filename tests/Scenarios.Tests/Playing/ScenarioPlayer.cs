using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Scenarios.Tests.Mutating;
using OrleansMonitor.Scenarios.Tests.Telling;
using OrleansMonitor.Simulator;

namespace OrleansMonitor.Scenarios.Tests.Playing;

/// <summary>Plays a scenario on virtual time: the script in the simulated cluster, the monitor's ticks on their grid.</summary>
internal sealed class ScenarioPlayer : IAsyncDisposable
{
    public const string Cluster = "lab";

    /// <summary>When every scenario begins.</summary>
    public static readonly DateTimeOffset Start = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);

    // A test that waits for a held answer leaves its core to others, but hundreds of silos at once would starve each other.
    private static readonly SemaphoreSlim Stage = new(Environment.ProcessorCount + 1);

    private static readonly TimeSpan StartupDelay = TimeSpan.FromSeconds(5);

    private readonly VirtualClock _clock = new(Start);
    private readonly Scenario _scenario;
    private readonly List<(string Name, SimulatedProxmox Proxmox)> _clusters = [];
    private readonly List<Told> _ofMonitor = [];
    private readonly Dictionary<Tier, TimeSpan> _due = [];
    private readonly ClockDriver _driver;
    private WatchingMonitor _monitor = null!;

    private ScenarioPlayer(Scenario scenario)
    {
        _scenario = scenario;
        _driver = new(_clock, Requests);
    }

    private TimeSpan Now => _clock.GetUtcNow() - Start;

    public static async Task<ScenarioRun> Play(Scenario scenario, Mutation? mutation = null)
    {
        await Stage.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            await using var player = new ScenarioPlayer(scenario);
            await player.SetUp(mutation ?? Mutation.None);
            await player.Run();
            return await player.Tell();
        }
        finally
        {
            Stage.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _monitor.DisposeAsync();
        foreach (var (_, proxmox) in _clusters) await proxmox.DisposeAsync();
    }

    private async Task SetUp(Mutation mutation)
    {
        foreach (var name in _scenario.Topology.Others.Prepend(Cluster))
        {
            var options = name == Cluster ? _scenario.Topology.Cluster : new() { Guests = 2, Nodes = 1 };
            _clusters.Add((name, await SimulatedProxmox.StartAsync(options with { ClusterName = name }, _clock)));
        }

        _monitor = new(_scenario.Topology, [.. _clusters.Select(Watched)], _clock, mutation);
        await _monitor.Start();
        _clusters[0].Proxmox.Cluster.Play(SimulatorScript.Parse(_scenario.Script));
    }

    private static WatchedCluster Watched((string Name, SimulatedProxmox Proxmox) cluster) => new(
        cluster.Name,
        cluster.Proxmox.Endpoints,
        (cluster.Proxmox.ReadTokenId, cluster.Proxmox.ReadTokenSecret),
        (cluster.Proxmox.ActTokenId, cluster.Proxmox.ActTokenSecret),
        cluster.Proxmox.Fingerprint);

    private async Task Run()
    {
        BeginTicks(TimeSpan.Zero);
        var moments = new Queue<(TimeSpan At, Func<Task> What)>(_scenario.Topology.Outages
            .SelectMany(outage => new (TimeSpan, Func<Task>)[] { (outage.From, () => Begin(outage)), (outage.Until, () => End(outage)) })
            .Concat(_scenario.Topology.Orders.Select(order => (order.At, (Func<Task>)(() => Obey(order)))))
            .OrderBy(moment => moment.Item1));
        while (true)
        {
            var (tier, due) = _due.MinBy(next => (next.Value, next.Key));
            var isMoment = moments.TryPeek(out var moment) && moment.At <= due;
            var at = isMoment ? moment.At : due;
            if (at > _scenario.Topology.RunFor) break;
            if (_scenario.Topology.Repairs && _monitor.Watches) await _driver.Follow(_monitor.Settle(Cluster), $"repairs before {at}", Start + at);
            if (at > Now) _clock.Advance(at - Now);
            if (isMoment) await moments.Dequeue().What();
            else await Tick(tier, due);
        }
    }

    private async Task Tick(Tier tier, TimeSpan due)
    {
        var period = _monitor.Tiers.Period(tier);
        if (_monitor.Watches) await _driver.Finish(Task.WhenAll(_clusters.Select(cluster => _monitor.Tick(cluster.Name, tier))), $"{tier} tick at {due}");

        // One that ran beyond its next turns skips them, as the scheduler does.
        do _due[tier] += period;
        while (_due[tier] < Now);
    }

    private async Task Obey(Order order)
    {
        Note($"is told by {order.By}: {order.Do}");
        await _driver.Finish(_monitor.Obey(order, Cluster), order.Do);
    }

    private void BeginTicks(TimeSpan at)
    {
        foreach (var tier in Enum.GetValues<Tier>()) _due[tier] = at + StartupDelay;
    }

    private async Task Begin(Outage outage)
    {
        if (outage.How == "cut-off")
        {
            Note("is cut off from its network");
            foreach (var (_, proxmox) in _clusters) proxmox.Faults.Add(new() { AbortConnection = true });
            return;
        }

        var poll = Task.CompletedTask;
        if (outage.How == "killed-mid-poll")
        {
            poll = _monitor.Tick(Cluster, Tier.Critical);
            await _driver.UntilHeld(poll);
        }

        Note(outage.How == "stopped" ? "is stopped" : "is killed");
        await _monitor.Stop(kill: outage.How != "stopped");
        try
        {
            await poll;
        }
        catch (Exception broken) when (broken is Orleans.Runtime.OrleansException or OperationCanceledException or TimeoutException or ObjectDisposedException)
        {
            // The silo that was asked is gone.
        }
    }

    private async Task End(Outage outage)
    {
        if (outage.How == "cut-off")
        {
            Note("has its network back");
            foreach (var (_, proxmox) in _clusters) proxmox.Faults.Clear();
            return;
        }

        Note("starts again");
        await (outage.Monitor is { } other ? _monitor.Start(other) : _monitor.Start());
        BeginTicks(Now);
    }

    private void Note(string what) => _ofMonitor.Add(new(_clock.GetUtcNow(), "monitor", what));

    private (int, int, long) Requests()
    {
        var (inFlight, held, total) = (0, 0, 0L);
        foreach (var (_, proxmox) in _clusters)
        {
            var present = proxmox.Requests.Present;
            (inFlight, held, total) = (inFlight + present.InFlight, held + present.Held, total + proxmox.Requests.Total);
        }

        return (inFlight, held, total);
    }

    private async Task<ScenarioRun> Tell()
    {
        var proxmox = _clusters[0].Proxmox;
        proxmox.Cluster.Advance();
        var truth = proxmox.Cluster.Narration.Where(change => change.At > Start).Select(change => new Told(change.At, "truth", change.Text));
        var run = new ScenarioRun(_scenario, [.. truth.Concat(_ofMonitor)], await _monitor.Events(), await _monitor.Incidents(), await _monitor.Audit());
        return run with { Narration = Narrator.Tell(run, proxmox.Endpoints, proxmox.Fingerprint) };
    }
}

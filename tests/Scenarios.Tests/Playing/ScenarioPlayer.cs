using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Scenarios.Tests.Telling;
using OrleansMonitor.Simulator;
using OrleansMonitor.Simulator.Scripts;
using OrleansMonitor.Trust.Mutating;

namespace OrleansMonitor.Scenarios.Tests.Playing;

/// <summary>Plays a scenario on virtual time: the script in the simulated cluster, the monitor's ticks on their grid.</summary>
internal sealed class ScenarioPlayer : IAsyncDisposable
{
    public const string Cluster = "lab";

    /// <summary>When every scenario begins.</summary>
    public static readonly DateTimeOffset Start = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);

    private static readonly TimeSpan StartupDelay = TimeSpan.FromSeconds(5);

    private readonly VirtualClock _clock = new(Start);
    private readonly Scenario _scenario;
    private readonly List<(string Name, SimulatedProxmox Proxmox)> _clusters = [];
    private readonly List<Told> _ofMonitor = [];
    private readonly ClockDriver _driver;
    private WatchingMonitor _monitor = null!;
    private WatchRun _watch = null!;

    private ScenarioPlayer(Scenario scenario)
    {
        _scenario = scenario;
        _driver = new(_clock, Requests);
    }

    public static Task<ScenarioRun> Play(Scenario scenario, Mutation? mutation = null)
    {
        var player = new ScenarioPlayer(scenario);
        return PlayingStage.Play(
            () => player.Play(mutation ?? Mutation.None),
            () => $"{scenario.Name} in its {player._driver.Phase} at {player._clock.GetUtcNow():HH:mm:ss.fff}");
    }

    public async ValueTask DisposeAsync()
    {
        // What is under way still may wait for the clock.
        await _driver.Finish(_monitor.DisposeAsync().AsTask(), "end");
        foreach (var (_, proxmox) in _clusters) await proxmox.DisposeAsync();
    }

    private async Task<ScenarioRun> Play(Mutation mutation)
    {
        await using var player = this;
        await SetUp(mutation);
        await Run();
        _driver.Phase = "telling";
        return await Tell();
    }

    private async Task SetUp(Mutation mutation)
    {
        foreach (var name in _scenario.File.Others.Prepend(Cluster))
        {
            var options = name == Cluster ? _scenario.File.Cluster : new() { Guests = 2, Nodes = 1 };
            _clusters.Add((name, await SimulatedProxmox.StartAsync(options with { ClusterName = name }, _clock)));
        }

        _monitor = new(_scenario.File, [.. _clusters.Select(Watched)], _clock, mutation);
        _watch = new(_clock, _driver, _monitor, [.. _clusters.Select(cluster => cluster.Name)], _scenario.File.Repairs, StartupDelay);
        await _monitor.Start();
        _clusters[0].Proxmox.Cluster.Play(SimulatorScript.Parse(_scenario.Script));
    }

    private static WatchedCluster Watched((string Name, SimulatedProxmox Proxmox) cluster) => new(
        cluster.Name,
        cluster.Proxmox.Endpoints,
        (cluster.Proxmox.ReadTokenId, cluster.Proxmox.ReadTokenSecret),
        (cluster.Proxmox.ActTokenId, cluster.Proxmox.ActTokenSecret),
        cluster.Proxmox.Fingerprint);

    private Task Run() => _watch.Run(_scenario.File.RunFor, _scenario.File.Outages
        .SelectMany(outage => new (TimeSpan, Func<Task>)[] { (outage.From, () => Begin(outage)), (outage.Until, () => End(outage)) })
        .Concat(_scenario.File.Orders.Select(order => (order.At, (Func<Task>)(() => Obey(order))))));

    private async Task Obey(Order order)
    {
        Note($"is told by {order.By}: {order.Do}");
        await _driver.Finish(_monitor.Obey(order, Cluster), order.Do);
    }

    private async Task Begin(Outage outage)
    {
        _driver.Phase = $"outage ({outage.How})";
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
        catch (Exception broken) when (broken is Orleans.Runtime.OrleansException or OperationCanceledException or TimeoutException
            or ObjectDisposedException)
        {
            // The silo that was asked is gone.
        }
    }

    private async Task End(Outage outage)
    {
        _driver.Phase = $"return ({outage.How})";
        if (outage.How == "cut-off")
        {
            Note("has its network back");
            foreach (var (_, proxmox) in _clusters) proxmox.Faults.Clear();
            return;
        }

        Note("starts again");
        await (outage.Monitor is { } other ? _monitor.Start(other) : _monitor.Start());
        _watch.BeginTicks(_watch.Now);
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

        // One that has not arrived yet, or whose answer has not, is in flight too.
        return (Math.Max(inFlight, _monitor.Network.Waiting), held, total);
    }

    private async Task<ScenarioRun> Tell()
    {
        var proxmox = _clusters[0].Proxmox;
        proxmox.Cluster.Advance();
        var truth = proxmox.Cluster.Narration.Where(change => change.At > Start)
            .Select(change => new Told(change.At, "truth", change.Text));
        var run = new ScenarioRun(
            _scenario, [.. truth.Concat(_ofMonitor)], await _monitor.Events(), await _monitor.Incidents(), await _monitor.Audit());
        return run with
        {
            Narration = Narrator.Narrate(run, proxmox.Endpoints, proxmox.Fingerprint),
            Complaints = _monitor.Complaints.ToString()
        };
    }
}

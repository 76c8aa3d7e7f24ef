using System.Globalization;
using System.Text.RegularExpressions;
using OrleansMonitor.Simulator.Changes;
using OrleansMonitor.Simulator.Faults;

namespace OrleansMonitor.Trust.Judging.Truth;

/// <summary>When nobody could have known: each excuse with the reason why a careful person would grant it.</summary>
internal sealed partial class Sight
{
    /// <summary>A process that has just started reads its database, waits its start-up delay, and needs two polls to compare.</summary>
    private static readonly TimeSpan AfterStart = TimeSpan.FromSeconds(90);

    /// <summary>The next poll, and one more to confirm what it saw: nobody looks while nothing answers.</summary>
    private static readonly TimeSpan AfterSilence = TimeSpan.FromSeconds(60);

    /// <summary>How long rows are waited for.</summary>
    private static readonly TimeSpan GivenUp = TimeSpan.FromSeconds(10);

    private readonly World _world;

    public Sight(World world)
    {
        _world = world;
        Silent = Silence();
        Base = world.Monitor.Down.Widen(default, AfterStart)
            .Or(world.Monitor.CutOff.Widen(default, AfterSilence))
            .Or(world.Monitor.DatabaseAway.Widen(default, AfterSilence))
            .Or(Silent.Widen(default, AfterSilence))
            .Or(Hanging())
            .Or(new Spans([new(DateTimeOffset.MinValue, world.Start + AfterStart)]));
    }

    /// <summary>No endpoint that the monitor knows could have given it the cluster's rows.</summary>
    public Spans Silent { get; }

    /// <summary>What excuses every fault: the monitor did not run, was cut off, could store nothing, or nobody answered it.</summary>
    public Spans Base { get; }

    /// <summary>
    /// When answers about a node were spoilt by injected faults. A rule that names a node's own paths excuses what is on that node alone;
    /// any other rule on what is read excuses all, since the judge does not know which answer a finding rests on.
    /// </summary>
    public Spans Spoilt(string? node) => _world.Injected.When(faults => faults.Rules.Any(rule => Spoils(rule, node)))
        .Widen(default, AfterSilence);

    /// <summary>When the reading token lacked a right on a path. Proxmox hides then what it is asked for.</summary>
    public Spans Lacks(string privilege, string path) => Without(privilege, path).Widen(default, AfterStart);

    /// <summary>The same to the instant.</summary>
    public Spans Without(string privilege, string path) => _world.ReadToken.When(token => !Holds(token, privilege, path));

    /// <summary>
    /// When nobody could see whether a guest runs, to the instant: no excuse by itself, but what came then is seen at its end.
    /// </summary>
    public Spans Unseen(int vmid, string node) => _world.Monitor.Down.Or(_world.Monitor.CutOff).Or(_world.Monitor.DatabaseAway).Or(Silent)
        .Or(_world.ReadToken.When(token => !Holds(token, "VM.Audit", string.Create(CultureInfo.InvariantCulture, $"/vms/{vmid}"))))
        .Or(_world.Nodes[node].When(state => !state.Powered || !state.Online || !state.Publishes));

    public static bool Holds(SimulatedTokenState token, string privilege, string path)
    {
        while (!token.Privileges.ContainsKey(path) && path != "/") path = path.LastIndexOf('/') is > 0 and var slash ? path[..slash] : "/";
        return !token.Revoked && token.Privileges.TryGetValue(path, out var held)
            && held.Split(',').Contains(privilege, StringComparer.Ordinal);
    }

    /// <summary>
    /// An endpoint that begins to accept and never answer costs the poll that meets it: half a minute until it is given up, and the next
    /// poll. One that refuses costs nothing. One whose answers are late, but in time, slows all down for as long as it lasts.
    /// </summary>
    private Spans Hanging()
    {
        var begins = _world.Endpoints.SelectMany(node => _world.Nodes[node].When(state => state.Hung)
                .Or(_world.Injected.When(faults => faults.Rules.Any(rule => (rule.Node is null || rule.Node == node)
                    && Hits(rule, "/cluster/resources") && (rule.Hang || rule.Delay > TimeSpan.Zero)))).All)
            .Select(span => new Span(span.From, Spans.Min(span.From + AfterSilence, span.To)));
        var late = _world.Injected.When(faults => faults.Rules.Any(rule => Hits(rule, "/cluster/resources") && Delays(rule)));
        return new Spans(begins).Or(late.Widen(default, AfterSilence));
    }

    private Spans Silence()
    {
        var all = _world.Endpoints.ToList();
        if (all.Count == 0) return Spans.None;
        return all.Skip(1).Aggregate(Unusable(all[0]), (common, name) => common.And(Unusable(name)));
    }

    /// <summary>The monitor is told of the certificate that all nodes began with: it is to believe nobody who shows another.</summary>
    private Spans Unusable(string node)
    {
        var states = _world.Nodes[node]
            .When(state => !state.Powered || (_world.Standalone && !state.Online) || state.Hung || state.NewCertificate);
        foreach (var service in (string[])["pveproxy", "pve-cluster"])
            if (_world.Services.TryGetValue((node, service),
                out var line)) states = states.Or(line.When(state => state.State != "running"));
        return states.Or(_world.ReadToken.When(token => token.Revoked))
            .Or(_world.Injected.When(faults => faults.Rules.Any(rule => (rule.Node is null || rule.Node == node)
                && Hits(rule, "/cluster/resources") && Ruins(rule))));
    }

    private static bool Spoils(FaultRule rule, string? node)
    {
        if (rule.Method is { } method && !string.Equals(method, "GET", StringComparison.OrdinalIgnoreCase)) return false;
        var named = NodeInPath().Match((rule.PathPrefix ?? rule.PathPattern ?? "").Replace("\\", "", StringComparison.Ordinal));
        return !named.Success || node is null || named.Groups["node"].Value == node;
    }

    private static bool Hits(FaultRule rule, string path) =>
        (rule.Method is null || string.Equals(rule.Method, "GET", StringComparison.OrdinalIgnoreCase))
        && (rule.PathPrefix is null || path.StartsWith(rule.PathPrefix, StringComparison.Ordinal))
        && (rule.PathPattern is null || Regex.IsMatch(path, rule.PathPattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)));

    private static bool Ruins(FaultRule rule) =>
        rule.Hang || rule.Status is >= 300 || rule.InvalidJson || rule.AbortConnection || rule.LoseAnswer
            || rule.TruncateAfterBytes is not null || rule.Delay >= GivenUp;

    private static bool Delays(FaultRule rule) => rule.Delay >= TimeSpan.FromSeconds(5) && rule.Delay < GivenUp;

    [GeneratedRegex("nodes/(?<node>pve[0-9]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NodeInPath();
}

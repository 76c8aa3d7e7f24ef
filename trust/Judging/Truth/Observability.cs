using System.Globalization;
using System.Text.RegularExpressions;
using OrleansMonitor.Simulator.Changes;
using OrleansMonitor.Simulator.Faults;

namespace OrleansMonitor.Trust.Judging.Truth;

/// <summary>When faults were not observable, each with its reason.</summary>
internal sealed partial class Observability
{
    /// <summary>After a start the monitor reads its database, waits its start-up delay, and needs two polls to compare.</summary>
    private static readonly TimeSpan AfterStart = TimeSpan.FromSeconds(90);

    /// <summary>The next poll after an interruption, and one more to confirm its result.</summary>
    private static readonly TimeSpan AfterSilence = TimeSpan.FromSeconds(60);

    /// <summary>The timeout for rows.</summary>
    private static readonly TimeSpan GivenUp = TimeSpan.FromSeconds(10);

    private readonly World _world;

    public Observability(World world)
    {
        _world = world;
        Unreachable = Silence();
        Base = world.Monitor.Down.Widen(default, AfterStart)
            .Or(world.Monitor.CutOff.Widen(default, AfterSilence))
            .Or(world.Monitor.DatabaseAway.Widen(default, AfterSilence))
            .Or(Unreachable.Widen(default, AfterSilence))
            .Or(Hanging())
            .Or(new Spans([new(DateTimeOffset.MinValue, world.Start + AfterStart)]));
    }

    /// <summary>No endpoint of the monitor could return the cluster's rows.</summary>
    public Spans Unreachable { get; }

    /// <summary>Excuses for every fault: the monitor did not run, was cut off, could not store, or got no answers.</summary>
    public Spans Base { get; }

    /// <summary>
    /// When injected faults affected responses about a node. A fault rule for a node's own paths excuses only faults on that node; any
    /// other rule on reads excuses all, because the judge does not know which response a finding is based on.
    /// </summary>
    public Spans Faulted(string? node) => _world.Injected.When(faults => faults.Rules.Any(rule => Affects(rule, node)))
        .Widen(default, AfterSilence);

    /// <summary>When the read token lacked a privilege on a path, and some time after. Proxmox then hides the data.</summary>
    public Spans LacksPrivilege(string privilege, string path) => WithoutPrivilege(privilege, path).Widen(default, AfterStart);

    /// <summary>When the read token lacked a privilege on a path, exactly.</summary>
    public Spans WithoutPrivilege(string privilege, string path) => _world.ReadToken.When(token => !Holds(token, privilege, path));

    /// <summary>
    /// When it was unknown whether a guest runs, exactly. No excuse by itself, but faults from that time are observable after its end.
    /// </summary>
    public Spans Unseen(int vmid, string node) => _world.Monitor.Down.Or(_world.Monitor.CutOff).Or(_world.Monitor.DatabaseAway)
        .Or(Unreachable)
        .Or(_world.ReadToken.When(token => !Holds(token, "VM.Audit", string.Create(CultureInfo.InvariantCulture, $"/vms/{vmid}"))))
        .Or(_world.Nodes[node].When(state => !state.Powered || !state.Online || !state.Publishes));

    public static bool Holds(SimulatedTokenState token, string privilege, string path)
    {
        while (!token.Privileges.ContainsKey(path) && path != "/") path = path.LastIndexOf('/') is > 0 and var slash ? path[..slash] : "/";
        return !token.Revoked && token.Privileges.TryGetValue(path, out var held)
            && held.Split(',').Contains(privilege, StringComparer.Ordinal);
    }

    /// <summary>
    /// An endpoint that starts to hang costs one poll: half a minute until the timeout, and the next poll. A refusing endpoint costs
    /// nothing. Late responses within the timeout slow everything down for as long as they last.
    /// </summary>
    private Spans Hanging()
    {
        var begins = _world.Endpoints.SelectMany(node => _world.Nodes[node].When(state => state.Hung)
                .Or(_world.Injected.When(faults => RuleOfRows(faults, node) is { } rule && (rule.Hang || rule.Delay > TimeSpan.Zero))).All)
            .Select(span => new Span(span.From, Spans.Min(span.From + AfterSilence, span.To)));
        var late = _world.Injected.When(faults =>
            _world.Endpoints.Any(node => RuleOfRows(faults, node) is { } rule && Delays(rule)));
        return new Spans(begins).Or(late.Widen(default, AfterSilence));
    }

    private Spans Silence()
    {
        var all = _world.Endpoints.ToList();
        if (all.Count == 0) return Spans.None;
        return all.Skip(1).Aggregate(Unusable(all[0]), (common, name) => common.And(Unusable(name)));
    }

    /// <summary>When an endpoint was unusable. The monitor pins the initial certificate, so a different one counts too.</summary>
    private Spans Unusable(string node)
    {
        var states = _world.Nodes[node]
            .When(state => !state.Powered || (_world.Standalone && !state.Online) || state.Hung || state.NewCertificate);
        return states.Or(WithoutApi(node, "pveproxy", "pve-cluster")).Or(_world.ReadToken.When(token => token.Revoked))
            .Or(_world.Injected.When(faults => RuleOfRows(faults, node) is { } rule && Ruins(rule)));
    }

    /// <summary>When one of the daemons that a node's API needs did not run.</summary>
    public Spans WithoutApi(string node, params ReadOnlySpan<string> daemons)
    {
        var spans = Spans.None;
        foreach (var daemon in daemons)
            if (_world.Services.TryGetValue((node, daemon), out var line)) spans = spans.Or(line.When(state => state.State != "running"));
        return spans;
    }

    private static bool Affects(FaultRule rule, string? node)
    {
        if (rule.Method is { } method && !string.Equals(method, "GET", StringComparison.OrdinalIgnoreCase)) return false;
        var named = NodeInPath().Match((rule.PathPrefix ?? rule.PathPattern ?? "").Replace("\\", "", StringComparison.Ordinal));
        return !named.Success || node is null || named.Groups["node"].Value == node;
    }

    // Of several rules the first one that matches applies.
    private static FaultRule? RuleOfRows(InjectedFaults faults, string node) =>
        faults.Rules.FirstOrDefault(rule => (rule.Node is null || rule.Node == node) && Hits(rule, "/cluster/resources"));

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

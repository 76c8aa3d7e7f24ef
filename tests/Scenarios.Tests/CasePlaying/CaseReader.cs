using OrleansMonitor.Domain.Identity;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Scenarios.Tests.Playing;

namespace OrleansMonitor.Scenarios.Tests.CasePlaying;

/// <summary>Reads what clients of the monitor would read.</summary>
internal static class CaseReader
{
    /// <summary>What is read, in words, and whether it is as expected.</summary>
    public static async Task<(string Read, bool IsRight)> Read(WatchingMonitor monitor, ExpectedRead expected)
    {
        var snapshot = await monitor.Snapshot(expected.Cluster);
        var cluster = ClusterName.Parse(expected.Cluster);
        var facts = new List<(string Read, bool IsRight)>();
        if (expected.State is { } state)
            facts.Add(($"state {snapshot.Header.State} ({snapshot.Header.Reason})", Same(snapshot.Header.State, state)));
        if (expected.BlindSpot is { } words)
        {
            var spots = (await monitor.Access(expected.Cluster))?.MissingPermissions.Select(
                spot => $"{spot.Description}; {string.Join("; ", spot.Remedy)}").ToList() ?? [];
            facts.Add(
                (spots.Count == 0 ? "no blind spot" : string.Join("\n", spots), spots.Exists(spot => CaseVerdict.Holds(spot, words))));
        }

        if (expected.Guest is { } vmid) facts.AddRange(Guest(snapshot, vmid, expected));
        else if (expected.Node is { } node) facts.AddRange(Node(snapshot, node, expected));
        else if (expected.Freshness is { } freshness)
            facts.Add(
                ($"cluster {snapshot.Header.FreshnessOn(NodeStatus.Online)}",
                    Same(snapshot.Header.FreshnessOn(NodeStatus.Online), freshness)));
        if (expected.Explains.Length > 0) facts.Add(await Explain(monitor, cluster, expected));
        return (string.Join("; ", facts.Select(fact => fact.Read)), facts.Count > 0 && facts.TrueForAll(fact => fact.IsRight));
    }

    private static IEnumerable<(string, bool)> Guest(ClusterDelta snapshot, int vmid, ExpectedRead expected)
    {
        if (snapshot.Guests.FirstOrDefault(guest => guest.Sample.Vmid == vmid) is not { } entry)
        {
            yield return ($"guest {vmid} is not listed", false);
            yield break;
        }

        yield return ($"guest {vmid} is listed", true);
        if (expected.Name is { } name) yield return ($"name '{entry.Sample.Name}'", (entry.Sample.Name ?? "") == name);
        if (expected.Status is { } status) yield return ($"status {entry.Sample.Status}", Same(entry.Sample.Status, status));
        if (expected.Tags is { } tags)
        {
            var read = (entry.Sample.Tags ?? "").Split([';', ',', ' '], StringSplitOptions.RemoveEmptyEntries);
            yield return ($"tags {string.Join(", ", read)}", read.SequenceEqual(tags));
        }

        if (expected.Freshness is not { } freshness) yield break;
        var node = snapshot.Nodes.FirstOrDefault(node => node.Sample.Node == entry.Sample.Node);
        var found = node is null ? snapshot.Header.FreshnessOn(NodeStatus.Unknown) : snapshot.Header.FreshnessOn(node);
        if (entry.MissedPolls > 0) found = Domain.Observations.Freshness.Stale;
        yield return ($"guest {vmid} {found}", Same(found, freshness));
    }

    private static IEnumerable<(string, bool)> Node(ClusterDelta snapshot, string name, ExpectedRead expected)
    {
        if (snapshot.Nodes.FirstOrDefault(node => node.Sample.Node == name) is not { } entry)
        {
            yield return ($"node {name} is not listed", false);
            yield break;
        }

        yield return ($"node {name} is listed", true);
        if (expected.Status is { } status) yield return ($"status {entry.Sample.Status}", Same(entry.Sample.Status, status));
        if (expected.Freshness is { } freshness)
            yield return ($"node {name} {snapshot.Header.FreshnessOn(entry)}", Same(snapshot.Header.FreshnessOn(entry), freshness));
    }

    private static async Task<(string, bool)> Explain(WatchingMonitor monitor, ClusterName cluster, ExpectedRead expected)
    {
        var entity = (expected.Guest, expected.Node) switch
        {
            ({ } vmid, _) => EntityId.Of(new GuestId(cluster, vmid)),
            (_, { } node) => EntityId.Of(new NodeId(cluster, node)),
            _ => EntityId.Of(cluster),
        };
        var text = await monitor.Explain(entity) is { } explanation
            ? string.Join("\n",
                explanation.Rules.Select(rule => $"{rule.Judgement.Condition} {rule.Judgement.Verdict}: {rule.Judgement.Reason}"))
            : $"{entity} has no explanation";
        return (text, Array.TrueForAll(expected.Explains, words => CaseVerdict.Holds(text, words)));
    }

    private static bool Same<T>(T actual, string expected)
        where T : struct, Enum => actual.ToString().Equals(expected, StringComparison.OrdinalIgnoreCase);
}

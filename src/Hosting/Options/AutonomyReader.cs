using System.Collections.Immutable;
using OrleansMonitor.Domain.Autonomy;

namespace OrleansMonitor.Hosting.Options;

/// <summary>Validates the autonomy options.</summary>
internal static class AutonomyReader
{
    public static AutonomyRules Read(MonitorOptions options, ProblemList problems)
    {
        var autonomy = options.Autonomy;
        problems.Within(autonomy.Level, 0, 4, "Autonomy:Level");
        var clusters = options.Clusters.Select(cluster => cluster.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var name in autonomy.Clusters.Keys) RequireConfigured(name, $"Autonomy:Clusters:{name}");
        foreach (var id in autonomy.Guests.Keys)
        {
            if (GuestId.TryParse(id, null, out var guest)) RequireConfigured(guest.Cluster.Value, $"Autonomy:Guests:{id}");
            else problems.Add($"Autonomy:Guests:{id}", "is no guest such as lab/100.");
        }

        foreach (var id in autonomy.Nodes.Keys)
        {
            // Accepting a guest here would suggest that it is protected.
            if (GuestId.TryParse(id, null, out var guest))
                problems.Add($"Autonomy:Nodes:{id}", $"is a guest; a node of that name is written {guest.Cluster}/node/{guest.Vmid} here.");
            else if (NodeId.TryParse(ToNodeId(id), null, out var node)) RequireConfigured(node.Cluster.Value, $"Autonomy:Nodes:{id}");
            else problems.Add($"Autonomy:Nodes:{id}", "is no node such as lab/pve1.");
        }

        return new()
        {
            Level = (AutonomyLevel)autonomy.Level,
            Clusters = Read(autonomy.Clusters, "Clusters", problems),
            Entities = Read(autonomy.Guests, "Guests", problems).AddRange(Read(autonomy.Nodes, "Nodes", problems).Select(WithNodeKey)),
            Tags = Read(autonomy.Tags.ToDictionary(tag => tag.Key.ToLowerInvariant(), tag => tag.Value, StringComparer.Ordinal),
                "Tags", problems),
        };

        void RequireConfigured(string cluster, string key) => problems.Require(
            clusters.Contains(cluster), key,
            $"is about the cluster '{cluster}', which is not configured; a misspelt exception protects nothing.");
    }

    private static KeyValuePair<string, AutonomyOverride> WithNodeKey(KeyValuePair<string, AutonomyOverride> setting) =>
        new(NodeId.TryParse(ToNodeId(setting.Key), null, out var node) ? node.ToString() : setting.Key, setting.Value);

    // Colons separate configuration keys, so the node lab/node:104 is written lab/node/104.
    private static string ToNodeId(string key) => key.Split('/') is [var cluster, "node", var name] ? $"{cluster}/node:{name}" : key;

    private static ImmutableDictionary<string, AutonomyOverride> Read(
        IDictionary<string, AutonomyOverrideOptions> overrides, string kind, ProblemList problems)
    {
        foreach (var (name, setting) in overrides)
        {
            problems.Within(setting.Level ?? 0, 0, 4, $"Autonomy:{kind}:{name}:Level");
            problems.Require(
                setting.Level is not null || setting.NeverAct, $"Autonomy:{kind}:{name}", "says nothing; set Level or NeverAct.");
        }

        return overrides.ToImmutableDictionary(
            pair => pair.Key, pair => new AutonomyOverride((AutonomyLevel?)pair.Value.Level, pair.Value.NeverAct), StringComparer.Ordinal);
    }
}

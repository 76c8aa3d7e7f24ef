using OrleansMonitor.Domain.Autonomy;

namespace OrleansMonitor.Hosting.Options;

/// <summary>Validates the autonomy levels, and writes the names of nodes and tags as the monitor does.</summary>
internal static class AutonomyReader
{
    public static AutonomyRules Read(MonitorOptions options, ProblemList problems)
    {
        var autonomy = options.Autonomy;
        problems.Ranges(autonomy, "Autonomy");
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

        Check(autonomy.Clusters, "Clusters", problems);
        Check(autonomy.Guests, "Guests", problems);
        Check(autonomy.Nodes, "Nodes", problems);
        Check(autonomy.Tags, "Tags", problems);
        return autonomy with
        {
            Nodes = autonomy.Nodes.ToDictionary(
                node => NodeId.TryParse(ToNodeId(node.Key), null, out var id) ? id.ToString() : node.Key, node => node.Value,
                StringComparer.Ordinal),
            Tags = autonomy.Tags.ToDictionary(tag => tag.Key.ToLowerInvariant(), tag => tag.Value, StringComparer.Ordinal),
        };

        void RequireConfigured(string cluster, string key) => problems.Require(
            clusters.Contains(cluster), key,
            $"is about the cluster '{cluster}', which is not configured; a misspelt exception protects nothing.");
    }

    // Colons separate configuration keys, so the node lab/node:104 is written lab/node/104.
    private static string ToNodeId(string key) => key.Split('/') is [var cluster, "node", var name] ? $"{cluster}/node:{name}" : key;

    private static void Check(IReadOnlyDictionary<string, AutonomyOverride> overrides, string kind, ProblemList problems)
    {
        foreach (var (name, setting) in overrides)
        {
            problems.Ranges(setting, $"Autonomy:{kind}:{name}");
            problems.Require(
                setting.Level is not null || setting.NeverAct, $"Autonomy:{kind}:{name}", "says nothing; set Level or NeverAct.");
        }
    }
}

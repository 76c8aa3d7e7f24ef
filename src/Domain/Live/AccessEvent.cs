using System.Collections.Immutable;
using System.Globalization;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Rules.Clusters;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Live;

/// <summary>Builds the event for new or granted missing permissions.</summary>
public static class AccessEvent
{
    /// <summary>The event; null if nothing changed since the last one.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="state">The state with the last published keys.</param>
    /// <param name="report">The current report.</param>
    public static MonitorEvent? Of(ClusterName cluster, ClusterState state, AccessReport report)
    {
        var added = report.MissingPermissions.Where(missing => !state.MissingPermissions.Contains(missing.Key)).ToList();
        var granted = state.MissingPermissions.Except(report.MissingPermissions.Select(missing => missing.Key))
            .Where(key => !IsUnread(key, report)).ToList();
        if (added.Count == 0 && granted.Count == 0) return null;

        var count = report.MissingPermissions.Length.ToString(CultureInfo.InvariantCulture);
        var title = (added.Count, report.MissingPermissions.Length) switch
        {
            ( > 0, _) => $"The monitor lacks permissions in cluster {cluster}",
            (_, 0) => $"The monitor now has all permissions in cluster {cluster}",
            _ => $"The monitor lacks fewer permissions in cluster {cluster}",
        };
        var parts = added.Select(missing => missing.Description).Concat(granted.Select(key => $"fixed: {Describe(key)}"));
        var id = string.Create(CultureInfo.InvariantCulture, $"access:{cluster}#{state.MissingPermissionReports + 1}");
        var facts = ImmutableDictionary<string, string>.Empty.Add("blindSpots", count);
        if (added.Count > 0)
            facts = facts.Add("new", string.Join(", ", added.Select(missing => missing.Key)))
                .Add("mend", string.Join("\n", added.SelectMany(missing => missing.Remedy).Distinct(StringComparer.Ordinal)));
        if (granted.Count > 0) facts = facts.Add("fixed", string.Join(", ", granted));
        return EventComposer.System(
            id, report.At, added.Count > 0 ? Severity.Warning : Severity.Info, EventSource.Monitor, cluster.ToString(), title,
            $"{title}: {string.Join("; ", parts)}.") with
        { Details = facts };
    }

    /// <summary>The keys to store after publishing: those found, and those of tokens that could not be read.</summary>
    public static ImmutableArray<string> ReportedKeys(ClusterState state, AccessReport report) =>
        [.. report.MissingPermissions.Select(missing => missing.Key).Union(state.MissingPermissions.Where(key => IsUnread(key, report)))];

    // read:VM.Audit:/vms
    private static string Describe(string key) => key.Split(':') switch
    {
        [var token, "sign-in", _] => $"Proxmox accepts the {token} token again",
        [var token, var privilege, var path] => $"the {token} token holds {privilege} on {path}",
        _ => key,
    };

    private static bool IsUnread(string key, AccessReport report) => report.Tokens.Any(token =>
        token.Privileges is null && !token.Refused
        && key.StartsWith($"{token.Role.ToString().ToLowerInvariant()}:", StringComparison.Ordinal));
}

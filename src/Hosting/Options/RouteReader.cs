using System.Collections.Immutable;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Hosting.Options;

/// <summary>Validates the routes of notifications.</summary>
internal static class RouteReader
{
    // A shorter one would be a siren, which a channel does better.
    private static readonly TimeSpan ShortestRepeat = TimeSpan.FromMinutes(5);

    public static Route Read(RouteOptions route, string key, MonitorOptions options, ProblemList problems)
    {
        foreach (var name in route.Destinations.Where(name => !options.Notifications.Destinations.ContainsKey(name)))
            problems.Add($"{key}:Destinations", $"names '{name}', which is no destination; add it to Notifications:Destinations.");
        problems.Within(route.After, TimeSpan.Zero, TimeSpan.FromHours(12), $"{key}:After");
        if (route.Repeat != TimeSpan.Zero) problems.Within(route.Repeat, ShortestRepeat, TimeSpan.FromHours(24), $"{key}:Repeat");
        problems.Require(
            route.Repeat == TimeSpan.Zero || route.Destinations.Count > 0, $"{key}:Repeat",
            "repeats nothing, because the route has no Destinations.");
        return new([.. route.Destinations.Distinct(StringComparer.Ordinal)])
        {
            Match = ReadMatch(route, key, options, problems),
            Times =
            [
                .. route.Times.Select((hours, place) => QuietHoursReader.ReadHours(hours, $"{key}:Times:{place}", problems))
                    .OfType<DailyHours>(),
            ],
            After = route.After,
            Repeat = route.Repeat,
            Continue = route.Continue,
        };
    }

    private static NoticeMatch ReadMatch(RouteOptions route, string key, MonitorOptions options, ProblemList problems)
    {
        foreach (var name in route.Clusters.Where(
            name => !options.Clusters.Any(cluster => string.Equals(cluster.Name, name, StringComparison.OrdinalIgnoreCase))))
            problems.Add($"{key}:Clusters", $"names '{name}', which is no cluster of this configuration.");
        return new()
        {
            MinimumSeverity = ReadSeverity(route.MinimumSeverity, $"{key}:MinimumSeverity", problems),
            Clusters = [.. route.Clusters],
            Nodes = ReadNodes(route.Nodes, $"{key}:Nodes", problems),
            Tags = ReadNames(route.Tags, $"{key}:Tags", problems),
            Pools = ReadNames(route.Pools, $"{key}:Pools", problems),
            Conditions = ReadConditions(route.Conditions, $"{key}:Conditions", problems),
        };
    }

    private static ImmutableArray<string> ReadNodes(IList<string> names, string key, ProblemList problems)
    {
        foreach (var name in names.Where(name => name.Contains('/')))
            problems.Add(key, $"names '{name}'; write the node's name without its cluster, and the cluster in Clusters.");
        return ReadNames(names, key, problems);
    }

    private static ImmutableArray<string> ReadNames(IList<string> names, string key, ProblemList problems)
    {
        problems.Require(!names.Any(string.IsNullOrWhiteSpace), key, "contains an empty name; remove it.");
        return [.. names.Select(name => name.Trim())];
    }

    private static Severity ReadSeverity(string? text, string key, ProblemList problems)
    {
        if (text is null) return Severity.Info;
        if (Enum.TryParse<Severity>(text, ignoreCase: true, out var severity) && Enum.IsDefined(severity) && char.IsLetter(text[0]))
            return severity;
        problems.Add(key, $"is '{text}'; use info, warning, error or critical.");
        return Severity.Info;
    }

    private static ImmutableArray<ConditionType> ReadConditions(IList<string> names, string key, ProblemList problems)
    {
        var conditions = ImmutableArray.CreateBuilder<ConditionType>();
        foreach (var name in names)
        {
            if (ConditionCatalog.TryParse(name, out var condition)) conditions.Add(condition);
            else problems.Add(key, $"names '{name}', which is no condition; write it as in incidents, such as VM_CRASHED.");
        }

        return conditions.ToImmutable();
    }
}

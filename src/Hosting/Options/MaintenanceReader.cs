using System.Collections.Immutable;
using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Hosting.Options;

/// <summary>Validates the maintenance windows.</summary>
internal static class MaintenanceReader
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static ImmutableArray<MaintenanceWindow> Read(MonitorOptions options, ProblemList problems)
    {
        foreach (var name in options.Maintenance.GroupBy(window => window.Name, StringComparer.OrdinalIgnoreCase)
            .Where(same => same.Key is not null && same.Skip(1).Any()))
            problems.Add("Maintenance", $"has the name '{name.Key}' more than once; names are unique.");

        return
        [
            .. options.Maintenance.Select((window, place) => Window(window, $"Maintenance:{place}", options, problems))
                .OfType<MaintenanceWindow>(),
        ];
    }

    private static MaintenanceWindow? Window(MaintenanceOptions window, string key, MonitorOptions options, ProblemList problems)
    {
        var scope = SelectorReader.Read(window.Cluster, window.Node, window.Guest, window.Tag, window.Pool, options, key, problems);
        problems.Require(!string.IsNullOrWhiteSpace(window.Name), $"{key}:Name", "is missing.");
        var once = window.From is not null || window.To is not null;
        var weekly = window.Days.Count > 0 || window.At is not null || window.For is not null;
        problems.Require(once != weekly, key, "needs either From and To, or Days, At and For.");
        if (once == weekly) return null;
        return once ? Single(window, scope, key, problems) : Weekly(window, scope, key, problems);
    }

    private static SingleWindow? Single(MaintenanceOptions window, EntitySelector? scope, string key, ProblemList problems)
    {
        problems.Require(window.From is not null, $"{key}:From", "is missing.");
        problems.Require(window.To is not null, $"{key}:To", "is missing.");
        problems.Require(window.TimeZone is null, $"{key}:TimeZone", "has no meaning here: From and To carry their offsets.");
        if (window is not { From: { } from, To: { } to }) return null;
        problems.Require(to > from, $"{key}:To", "is not after From.");
        return scope is null ? null : new(window.Name ?? "", scope, from, to);
    }

    private static WeeklyWindow? Weekly(MaintenanceOptions window, EntitySelector? scope, string key, ProblemList problems)
    {
        problems.Require(window.Days.Count > 0, $"{key}:Days", "is empty; name at least one, such as Saturday.");
        problems.Require(window.At is not null, $"{key}:At", "is missing.");
        problems.Require(window.For is not null, $"{key}:For", "is missing.");
        problems.Within(window.For ?? Day, TimeSpan.FromMinutes(1), 7 * Day, $"{key}:For");
        var zone = TimeZoneInfo.Utc;
        problems.Require(
            window.TimeZone is null || TimeZoneInfo.TryFindSystemTimeZoneById(window.TimeZone, out zone!), $"{key}:TimeZone",
            $"is '{window.TimeZone}', which this machine does not know; use one such as Europe/Vienna.");
        return scope is null || zone is null || window is not { At: { } at, For: { } length }
            ? null
            : new(window.Name ?? "", scope, [.. window.Days.Distinct()], at, length, zone);
    }
}

using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Scenarios.Tests.Playing;

/// <summary>Judges a run by what its script holds true, not by its narration.</summary>
internal static class Verdict
{
    /// <summary>Everything that is wrong with a run.</summary>
    public static IReadOnlyList<string> Of(ScenarioRun run) => [.. Crashes(run), .. Lives(run)];

    private static IEnumerable<string> Crashes(ScenarioRun run)
    {
        var seen = run.Incidents.Where(IsCrash).GroupBy(incident => incident.Entity.Vmid!.Value)
            .ToDictionary(guest => guest.Key, guest => guest.Sum(Times));
        var truth = run.Scenario.Truth;
        foreach (var (vmid, count) in truth.Crashes)
        {
            if (seen.GetValueOrDefault(vmid) < count)
                yield return $"missed crash: guest {vmid} crashed {count} times, {seen.GetValueOrDefault(vmid)} were seen";
        }

        foreach (var (first, last, count) in truth.Storms)
        {
            var among = seen.Where(guest => guest.Key >= first && guest.Key <= last).ToList();
            if (among.Count != count) yield return $"{count} of the guests {first} to {last} crashed, {among.Count} were seen";
        }

        foreach (var (vmid, count) in seen)
        {
            var inStorm = truth.Storms.Any(storm => vmid >= storm.First && vmid <= storm.Last);
            if (count > truth.Crashes.GetValueOrDefault(vmid) + (inStorm ? 1 : 0)) yield return $"false crash of guest {vmid}";
        }
    }

    private static IEnumerable<string> Lives(ScenarioRun run)
    {
        var file = run.Scenario.File;
        foreach (var key in run.Incidents.GroupBy(incident => incident.Key, StringComparer.Ordinal))
        {
            var rightly = file.Reopens.GetValueOrDefault(key.Key, 1);
            if (key.Count() != rightly) yield return $"{key.Key} opened {key.Count()} times instead of {rightly}";
        }

        foreach (var incident in run.Incidents)
        {
            var (opened, resolved) = (Count(run, incident, "opened"), Count(run, incident, "resolved"));
            var stays = file.LeavesOpen.Contains(incident.Key, StringComparer.Ordinal) && incident.IsOpen;
            if (opened != 1) yield return $"{incident.Key} was told opened {opened} times";
            if (resolved != (stays ? 0 : 1)) yield return $"{incident.Key} was told resolved {resolved} times";
        }
    }

    private static int Count(ScenarioRun run, Incident incident, string step) =>
        run.Events.Count(
        told => told.Type == EventType.Incident && told.IncidentId == incident.Id
            && told.Title.EndsWith($" {step}", StringComparison.Ordinal));

    // One that flaps stands for all that came after those that made it flapping.
    private static int Times(Incident incident) => incident.Flap is { } flap ? flap.Times - IncidentSettings.Default.FlapOpenings + 1 : 1;

    private static bool IsCrash(Incident incident) => incident.Condition is ConditionType.VmCrashed or ConditionType.CtCrashed;
}

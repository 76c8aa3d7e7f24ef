using System.Globalization;
using System.Text.Json.Nodes;

namespace OrleansMonitor.Trust.Stories;

/// <summary>Generates typical configurations: mostly defaults, with a level and some overrides.</summary>
internal static class SettingsGenerator
{
    /// <summary>Creates the section <c>Monitor</c> of <c>appsettings.json</c>.</summary>
    public static JsonObject Make(Chance chance, Plan plan)
    {
        plan.Level = chance.Weighted((4, 0), (12, 1), (34, 2), (34, 3), (16, 4));
        var settings = new JsonObject { ["Autonomy"] = Autonomy(chance, plan) };
        if (chance.Of(0.3)) settings["Detection"] = new JsonObject { ["TasklessStop"] = chance.Pick(["Always", "Never", "OnBoot"]) };
        if (chance.Of(0.2)) settings["Tiers"] = Tiers(chance);
        if (chance.Of(0.3)) settings["Rules"] = Rules(chance);
        if (chance.Of(0.3)) settings["Overrides"] = Overrides(chance, plan);
        if (chance.Of(0.2)) settings["Incidents"] = Incidents(chance);
        if (chance.Of(0.3)) settings["Guardrails"] = Guardrails(chance);
        return settings;
    }

    /// <summary>Adds the announced maintenance windows.</summary>
    public static void Announce(JsonObject settings, IReadOnlyList<(TimeSpan From, TimeSpan To, string Place)> windows)
    {
        if (windows.Count == 0) return;
        settings["Maintenance"] = new JsonArray([.. windows.Select((window, index) => (JsonNode)new JsonObject
        {
            ["Name"] = string.Create(CultureInfo.InvariantCulture, $"work-{index + 1}"),
            ["From"] = Moment(window.From),
            ["To"] = Moment(window.To),
            ["Cluster"] = window.Place,
        })]);
    }

    private static string Moment(TimeSpan at) =>
        (Story.Start + at).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static JsonObject Autonomy(Chance chance, Plan plan)
    {
        var autonomy = new JsonObject { ["Level"] = plan.Level };
        if (chance.Of(0.2)) autonomy["Tags"] = new JsonObject { ["critical"] = new JsonObject { ["Level"] = chance.From(1, 4) } };
        if (chance.Of(0.1)) autonomy["Tags"] = new JsonObject { ["no-touch"] = new JsonObject { ["NeverAct"] = true } };
        if (chance.Of(0.1) && plan.Guests.Count > 0)
            autonomy["Guests"] = new JsonObject { [Name(chance.Pick(plan.Guests))] = new JsonObject { ["NeverAct"] = true } };
        if (chance.Of(0.1))
            autonomy["Nodes"] = new JsonObject { [Name(chance.Pick(plan.Nodes))] = new JsonObject { ["Level"] = chance.From(0, 4) } };
        return autonomy;
    }

    private static string Name(PlannedGuest guest) => string.Create(CultureInfo.InvariantCulture, $"lab/{guest.Vmid}");

    private static string Name(PlannedNode node) => $"lab/{node.Name}";

    private static JsonObject Tiers(Chance chance) => chance.Of(0.5)
        ? new() { ["Critical"] = "00:00:05" }
        : new() { ["Critical"] = "00:00:30", ["Important"] = "00:01:30", ["Routine"] = "00:15:00", ["Background"] = "01:00:00" };

    private static JsonObject Rules(Chance chance) => chance.Weighted<JsonObject>(
        (2, new() { ["DISK_HIGH"] = new JsonObject { ["RaiseAt"] = 92, ["ClearAt"] = 88 } }),
        (2, new() { ["CPU_HIGH"] = new JsonObject { ["For"] = "00:10:00" } }),
        (1, new() { ["RAM_HIGH"] = new JsonObject { ["Enabled"] = false } }),
        (1, new() { ["GUEST_RAM_HIGH"] = new JsonObject { ["RaiseAt"] = 90, ["ClearAt"] = 85 } }),
        (1, new() { ["BACKUP_MISSING"] = new JsonObject { ["Enabled"] = false } }));

    private static JsonArray Overrides(Chance chance, Plan plan)
    {
        var node = Name(chance.Pick(plan.Nodes));
        return chance.Weighted<JsonArray>(
            (2, [Override("Node", node, "RAM_HIGH", new() { ["RaiseAt"] = 92 })]),
            (2, [Override("Tag", "db", "DISK_HIGH", new() { ["RaiseAt"] = 94, ["ClearAt"] = 90 })]),
            (1, [Override("Node", node, "SERVICE_DOWN", new() { ["Enabled"] = false })]));
    }

    private static JsonObject Override(string by, string name, string rule, JsonObject thresholds) =>
        new() { [by] = name, ["Rules"] = new JsonObject { [rule] = thresholds } };

    private static JsonObject Incidents(Chance chance) => chance.Of(0.5)
        ? new() { ["FlapOpenings"] = chance.From(2, 5) }
        : new() { ["ReleaseAfter"] = chance.Pick(["00:01:00", "00:05:00"]) };

    private static JsonObject Guardrails(Chance chance) => chance.Weighted<JsonObject>(
        (2, new() { ["MaxAttemptsPerIncidentPerHour"] = chance.From(1, 5) }),
        (2, new() { ["MaxConcurrentPerCluster"] = chance.From(2, 4) }),
        (1, new() { ["Cooldown"] = "00:05:00" }),
        (1, new() { ["ProposalExpiry"] = "00:10:00" }),
        (1, new() { ["StormFailures"] = chance.From(3, 8), ["StormCalm"] = "00:10:00" }),
        (1, new() { ["GuestDeadline"] = "00:03:00" }));
}

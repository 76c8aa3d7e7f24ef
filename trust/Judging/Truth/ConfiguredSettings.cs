using System.Globalization;
using System.Text.Json.Nodes;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.Judging.Truth;

/// <summary>
/// The monitor's configuration as written. If a story restarts the monitor with another configuration, both count: a report required by
/// only one of them is optional.
/// </summary>
internal sealed class ConfiguredSettings
{
    private readonly List<JsonObject> _all;

    public ConfiguredSettings(Story story)
    {
        Cluster = story.Cluster.ClusterName;
        _all = [story.Monitor, .. story.Life.Select(step => step.Monitor).OfType<JsonObject>()];
    }

    public string Cluster { get; }

    /// <summary>All configurations of the story.</summary>
    public List<JsonObject> All => _all;

    public TimeSpan CriticalPeriod => Longest("Tiers", "Critical", TimeSpan.FromSeconds(12));

    public TimeSpan ImportantPeriod => Longest("Tiers", "Important", TimeSpan.FromSeconds(32));

    public TimeSpan RoutinePeriod => Longest("Tiers", "Routine", TimeSpan.FromMinutes(5));


    public TimeSpan FlapCalm => Longest("Incidents", "FlapCalm", TimeSpan.FromMinutes(30));

    public int FlapOpenings => Range("Incidents", "FlapOpenings", 3).Fewest;

    /// <summary>How long incidents explained by a wider one may take to end by themselves.</summary>
    public TimeSpan ReleaseAfter => Longest("Incidents", "ReleaseAfter", TimeSpan.FromMinutes(2));

    public TimeSpan StormWindow => Longest("Guardrails", "StormWindow", TimeSpan.FromSeconds(30));

    public TimeSpan StormCalm => Longest("Guardrails", "StormCalm", TimeSpan.FromMinutes(5));

    public (int Fewest, int Most) StormFailures => Range("Guardrails", "StormFailures", 5);

    public (int Fewest, int Most) Attempts => Range("Guardrails", "MaxAttemptsPerIncidentPerHour", 3);

    public double MinHealthyNodes => _all.Min(one => Number(Find(one, "Guardrails", "MinHealthyNodes")) ?? 0.51);

    /// <summary>
    /// When stops without a task count as crashes: <c>OnBoot</c>, <c>Always</c> or <c>Never</c>; null if configurations differ.
    /// </summary>
    public string? TasklessStop
    {
        get
        {
            var values = _all.Select(one => Find(one, "Detection", "TasklessStop")?.ToString() ?? "OnBoot")
                .Distinct(StringComparer.OrdinalIgnoreCase).ToList();
            return values.Count == 1 ? values[0] : null;
        }
    }

    /// <summary>The limits of a rule on one object, over all configurations and overrides that may cover it.</summary>
    /// <param name="names">The names of the rule, such as <c>DISK_HIGH</c> and <c>NODE_DISK_HIGH</c>.</param>
    /// <param name="standard">The documented default; null if the rule is off by default.</param>
    /// <param name="covers">Whether an override's selector, such as <c>Node</c> and <c>lab/pve1</c>, may include the object.</param>
    public Limits Rule(string[] names, (double Raise, double Clear)? standard, Func<string, string, bool> covers)
    {
        var (limits, always) = (new List<(double Raise, double Clear)>(), true);
        foreach (var one in _all)
        {
            var own = names.Select(name => Find(one, "Rules", name)).OfType<JsonObject>().LastOrDefault();
            var on = Add(limits, own, standard);
            foreach (var exception in (Find(one, "Overrides") as JsonArray ?? []).OfType<JsonObject>()
                .Where(exception => Covers(exception, covers)))
            {
                if (names.Select(name => Find(exception, "Rules", name)).OfType<JsonObject>()
                    .LastOrDefault() is { } other) on &= Add(limits, other, standard);
            }

            always &= on;
        }

        return new(limits, always && limits.Count > 0);
    }

    public static JsonNode? Find(JsonNode? from, params string[] path) =>
        path.Aggregate(from, (at, name) => (at as JsonObject)?.FirstOrDefault(pair =>
            string.Equals(pair.Key, name, StringComparison.OrdinalIgnoreCase)).Value);

    public static double? Number(JsonNode? value) =>
        double.TryParse(value?.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static TimeSpan? Duration(JsonNode? value) =>
        TimeSpan.TryParse(value?.ToString(), CultureInfo.InvariantCulture, out var length) ? length : null;

    public static bool IsTrue(JsonNode? value) => string.Equals(value?.ToString(), "true", StringComparison.OrdinalIgnoreCase);

    private static bool Covers(JsonObject exception, Func<string, string, bool> covers) =>
        exception.Any(pair => pair.Key is not "Rules" && pair.Value is JsonValue value && covers(pair.Key, value.ToString()));

    /// <summary>
    /// Adds the limits, configured in percent. False if this configuration does not enable the rule or delays it beyond the documented
    /// bound.
    /// </summary>
    private static bool Add(List<(double Raise, double Clear)> limits, JsonObject? rule, (double Raise, double Clear)? standard)
    {
        if (rule is null && standard is null) return false;
        if (Find(rule, "Enabled") is { } enabled && !IsTrue(enabled)) return false;
        limits.Add((Share(Find(rule, "RaiseAt")) ?? standard?.Raise ?? 0.9, Share(Find(rule, "ClearAt")) ?? standard?.Clear ?? 0.85));
        return (Duration(Find(rule, "For")) ?? TimeSpan.Zero) == TimeSpan.Zero && Find(rule, "ForSamples") is null
            && Find(rule, "KeepFiringFor") is null;
    }

    /// <summary>Converts percent to a share.</summary>
    private static double? Share(JsonNode? percent) => Number(percent) / 100;

    private TimeSpan Longest(string section, string key, TimeSpan standard) =>
        _all.Max(one => Duration(Find(one, section, key)) ?? standard);

    private (int Fewest, int Most) Range(string section, string key, int standard)
    {
        var all = _all.ConvertAll(one => (int)(Number(Find(one, section, key)) ?? standard));
        return (all.Min(), all.Max());
    }
}

/// <summary>The limits of a rule over all configurations.</summary>
/// <param name="All">All pairs of limits; raising is strict.</param>
/// <param name="IsAlwaysOn">Whether every configuration enables it without a delay.</param>
internal sealed record Limits(IReadOnlyList<(double Raise, double Clear)> All, bool IsAlwaysOn)
{
    public bool IsEverOn => All.Count > 0;

    public (double Raise, double Clear) Lowest => (All.Min(one => one.Raise), All.Min(one => one.Clear));

    public (double Raise, double Clear) Highest => (All.Max(one => one.Raise), All.Max(one => one.Clear));
}

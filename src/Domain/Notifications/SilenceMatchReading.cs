using System.Collections.Immutable;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Text;

namespace OrleansMonitor.Domain.Notifications;

/// <summary>The result of checking what a silence shall mute.</summary>
/// <param name="Match">What it mutes; null if something is wrong.</param>
/// <param name="Problem">What is wrong and what to do, as a sentence; null if nothing is.</param>
public sealed record SilenceMatchReading(NoticeMatch? Match, string? Problem)
{
    private const int MostNames = 50;
    private const int MaxName = 200;

    /// <summary>Checks it. Pure.</summary>
    /// <param name="draft">What was written; its times and its comment do not matter.</param>
    /// <param name="clusters">The names of the monitored clusters.</param>
    public static SilenceMatchReading Of(SilenceDraft draft, IReadOnlyCollection<string> clusters)
    {
        var problem = RefuseLengths(draft) ?? RefuseBlanks(draft) ?? RefuseSeverity(draft.MinimumSeverity)
            ?? Unknown("clusters", draft.Clusters, "monitored cluster", clusters)
            ?? Unknown("conditions", draft.Conditions, "condition", ConditionCatalog.All.Select(row => row.Name));
        if (problem is not null) return new(null, problem);
        var match = new NoticeMatch
        {
            MinimumSeverity = ParseSeverity(draft.MinimumSeverity) ?? Severity.Info,
            Clusters = [.. draft.Clusters ?? []],
            Nodes = [.. draft.Nodes ?? []],
            Conditions = [.. (draft.Conditions ?? []).Select(Parse)],
            Tags = [.. draft.Tags ?? []],
            Pools = [.. draft.Pools ?? []],
            Entity = OrNull(draft.Entity),
            IncidentId = OrNull(draft.IncidentId),
        };
        return match.IsAll && !draft.All
            ? new(null, "It would mute everything. Name what it mutes, or set all to true if you mean everything.")
            : new(match, null);
    }

    private static string? RefuseLengths(SilenceDraft draft)
    {
        IReadOnlyList<string>[] lists =
            [draft.Clusters ?? [], draft.Nodes ?? [], draft.Conditions ?? [], draft.Tags ?? [], draft.Pools ?? []];
        if (lists.Any(list => list.Count > MostNames)) return $"A list has more than {MostNames} names; use several silences.";
        return lists.SelectMany(list => list).Append(draft.Entity ?? "").Append(draft.IncidentId ?? "").Any(name => name.Length > MaxName)
            ? $"A name is longer than {MaxName} characters."
            : null;
    }

    // A blank name would match what has no node, pool or tag, which nobody means.
    private static string? RefuseBlanks(SilenceDraft draft)
    {
        (string Field, IReadOnlyList<string>? Names)[] lists =
        [
            ("clusters", draft.Clusters), ("nodes", draft.Nodes), ("conditions", draft.Conditions), ("tags", draft.Tags),
            ("pools", draft.Pools),
        ];
        var blank = lists.FirstOrDefault(list => list.Names?.Any(string.IsNullOrWhiteSpace) == true).Field;
        return blank is null ? null : $"{blank} contains a blank name; name what is muted, or leave the list out.";
    }

    private static string? RefuseSeverity(string? text) => text is null || ParseSeverity(text) is not null
        ? null
        : "minimumSeverity is none of info, warning, error and critical.";

    private static string? Unknown(string field, IReadOnlyList<string>? given, string kind, IEnumerable<string> known)
    {
        var wrong = (given ?? []).FirstOrDefault(name => !known.Contains(name, StringComparer.OrdinalIgnoreCase));
        if (wrong is null) return null;
        var hint = NearestName.Of(wrong, known) is { } nearest ? $" Did you mean {nearest}?" : "";
        return $"{field} names '{OneLine.Of(wrong, MaxName)}', which is no {kind}.{hint}";
    }

    private static ConditionType Parse(string name) =>
        ConditionCatalog.All.First(row => string.Equals(row.Name, name, StringComparison.OrdinalIgnoreCase)).Condition;

    private static Severity? ParseSeverity(string? text) => Enum.GetValues<Severity>().Cast<Severity?>()
        .FirstOrDefault(one => string.Equals(one.ToString(), text, StringComparison.OrdinalIgnoreCase));

    private static string? OrNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

using System.Collections.Immutable;
using System.Text.Json;
using OrleansMonitor.Domain.Guardrails;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>How guardrails' verdicts stand in a row: a JSON array of <c>{guardrail, verdict, reason, until}</c> in their order.</summary>
internal static class VerdictColumn
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    public static string Write(GuardrailReport report) => JsonSerializer.Serialize(
        report.Findings.Select(finding => new Entry(finding.Guardrail, Word(finding.Verdict.Kind), finding.Verdict.Reason, finding.Verdict.Until)), Json);

    /// <summary>The findings of a row.</summary>
    public static ImmutableArray<GuardrailFinding> Findings(string column) =>
    [
        .. Read(column).Select(entry => new GuardrailFinding(entry.Guardrail, entry.Verdict switch
        {
            "allow" => Verdict.Allow(entry.Reason),
            "defer" => Verdict.Defer(entry.Reason, entry.Until),
            _ => Verdict.Deny(entry.Reason),
        })),
    ];

    /// <summary>Which guardrails refuse and how, without the words, in which figures move from tick to tick.</summary>
    public static string Signature(GuardrailReport report) =>
        string.Join(',', report.Findings.Where(finding => !finding.Verdict.Allows).Select(finding => $"{finding.Guardrail}:{Word(finding.Verdict.Kind)}"));

    /// <summary>The same of a row; nothing where it has no verdicts.</summary>
    public static string Signature(string? column) => column is null
        ? ""
        : string.Join(',', Read(column).Where(entry => entry.Verdict != "allow").Select(entry => $"{entry.Guardrail}:{entry.Verdict}"));

    /// <summary>The guardrail that refused; the autonomy level only where nothing else did. Null where none refused.</summary>
    public static string? Refuser(string? column)
    {
        if (column is null) return null;
        var refusals = Array.FindAll(Read(column), entry => entry.Verdict != "allow");
        return (Array.Find(refusals, entry => entry.Guardrail != GuardrailCatalog.AutonomyLevelName) ?? refusals.FirstOrDefault())?.Guardrail;
    }

    /// <summary>The same of a report.</summary>
    public static GuardrailFinding? Refuser(GuardrailReport report) =>
        report.Findings.FirstOrDefault(finding => !finding.Verdict.Allows && finding.Guardrail != GuardrailCatalog.AutonomyLevelName) ?? report.Refusal;

    /// <summary>True where nothing but the autonomy level stands in the way.</summary>
    public static bool OnlyLevelRefuses(string? column) =>
        column is not null && Read(column) is var entries && entries.Any(entry => entry.Verdict != "allow")
        && entries.All(entry => entry.Verdict == "allow" || entry.Guardrail == GuardrailCatalog.AutonomyLevelName);

    /// <summary>All of them in one line, for a timeline.</summary>
    public static string Words(string? column) => column is null
        ? "no guardrail was asked"
        : $"guardrails: {string.Join(", ", Read(column).Select(entry => entry.Verdict == "allow" ? $"{entry.Guardrail} allows" : $"{entry.Guardrail} refuses ({entry.Reason})"))}";

    public static string Word(VerdictKind kind) => kind switch
    {
        VerdictKind.Allow => "allow",
        VerdictKind.Defer => "defer",
        _ => "deny",
    };

    private static Entry[] Read(string column) => JsonSerializer.Deserialize<Entry[]>(column, Json) ?? [];

    private sealed record Entry(string Guardrail, string Verdict, string Reason, DateTimeOffset? Until);
}

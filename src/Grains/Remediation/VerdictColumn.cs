using System.Text.Json;
using OrleansMonitor.Domain.Guardrails;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>The verdicts of guardrails in a row: a JSON array of <c>{guardrail, verdict, reason, until}</c> in their order.</summary>
internal static class VerdictColumn
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    public static string Write(GuardrailReport report) => JsonSerializer.Serialize(
        report.Findings.Select(
            finding => new Entry(finding.Guardrail, Word(finding.Verdict.Kind), finding.Verdict.Reason, finding.Verdict.Until)), Json);

    /// <summary>The report of a row; without findings if none were asked.</summary>
    public static GuardrailReport Read(string? column) => new(column is null ? [] :
    [
        .. (JsonSerializer.Deserialize<Entry[]>(column, Json) ?? [])
            .Select(entry => new GuardrailFinding(entry.Guardrail, entry.Verdict switch
        {
            "allow" => Verdict.Allow(entry.Reason),
            "defer" => Verdict.Defer(entry.Reason, entry.Until),
            _ => Verdict.Deny(entry.Reason),
        })),
    ]);

    /// <summary>
    /// Which guardrails refuse and how, without their texts, whose figures change from tick to tick. A missing slot counts only if nothing
    /// else refuses, since it changes between two checks.
    /// </summary>
    public static string Signature(GuardrailReport report) =>
        string.Join(',',
            report.Findings.Where(finding => !finding.Verdict.Allows
                && (report.OnlySlotMissing || finding.Guardrail != GuardrailCatalog.OneAtATimeName))
                .Select(finding => $"{finding.Guardrail}:{Word(finding.Verdict.Kind)}"));

    /// <summary>All of them in one line, for a timeline.</summary>
    public static string Describe(string? column) => column is null
        ? "no guardrail was asked"
        : $"guardrails: {string.Join(", ", Read(column).Findings.Select(Describe))}";

    private static string Describe(GuardrailFinding finding) =>
        finding.Verdict.Allows ? $"{finding.Guardrail} allows" : $"{finding.Guardrail} refuses ({finding.Verdict.Reason})";

    public static string Word(VerdictKind kind) => kind switch
    {
        VerdictKind.Allow => "allow",
        VerdictKind.Defer => "defer",
        _ => "deny",
    };

    private sealed record Entry(string Guardrail, string Verdict, string Reason, DateTimeOffset? Until);
}

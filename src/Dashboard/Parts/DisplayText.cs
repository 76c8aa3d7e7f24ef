using System.Globalization;
using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Autonomy.DryRun;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Dashboard.Parts;

/// <summary>Formats values for display.</summary>
internal static class DisplayText
{
    private const string GuardrailsFollow = "; guardrails: ";

    // Twenty cases without a wrong one: the true rate of wrong ones is below 1 in 7 with 95 % confidence.
    private const int MinDecidedCases = 20;

    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

    /// <summary>Why a new password was refused, by the code in the address of the page; null for none.</summary>
    public static string? PasswordProblem(string? code) => code switch
    {
        "again" => "The two passwords differ.",
        "taken" => "Another account has that name.",
        "weak" => $"A password has {PasswordRule.MinLength} to {PasswordRule.MaxLength} characters, and is more than the name or what "
            + "everybody tries first. A few random words will do.",
        _ => null,
    };

    public static string Percent(double? share) =>
        share is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value * 100:0} %") : "–";

    public static string Bytes(long? bytes)
    {
        if (bytes is not { } left) return "–";
        var (value, unit) = ((double)left, 0);
        for (; value >= 1024 && unit < Units.Length - 1; unit++) value /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {Units[unit]}");
    }

    /// <summary>A part of a whole in the unit of the whole, such as <c>1.2 of 4 GiB</c>; only the one that is known.</summary>
    public static string Part(long? part, long? whole)
    {
        if (part is null || whole is null) return Bytes(whole ?? part);
        var (used, all) = ((double)part.Value, Bytes(whole));
        for (var unit = Array.IndexOf(Units, all[(all.LastIndexOf(' ') + 1)..]); unit > 0; unit--) used /= 1024;
        var digits = used switch
        {
            < 1 => 2,
            < 100 => 1,
            _ => 0,
        };
        return string.Create(CultureInfo.InvariantCulture, $"{Math.Round(used, digits)} of {all}");
    }

    public static string Span(long? seconds) => seconds switch
    {
        null or 0 => "–",
        < 60 => $"{seconds} s",
        < 3600 => $"{seconds / 60} min",
        < 86400 => $"{seconds / 3600} h {seconds % 3600 / 60} min",
        _ => $"{seconds / 86400} d {seconds % 86400 / 3600} h",
    };

    /// <summary><c>GuestPanicked</c> is <c>guest panicked</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()).Replace('_', ' ');

    /// <summary>Splits a text into its statement and the guardrails' verdicts, if any.</summary>
    public static (string What, string? Guardrails) Split(string text) =>
        text.IndexOf(GuardrailsFollow, StringComparison.Ordinal) is > 0 and var at ? (text[..at], text[(at + GuardrailsFollow.Length)..])
        : (text, null);

    /// <summary>A word and a style for a cluster: its health if it is seen, otherwise why it is not.</summary>
    public static (string Word, string Class) StatusBadge(ClusterPicture cluster) => cluster.Header switch
    {
        { State: PollState.Ok } => (Of(cluster.Health), Class(cluster.Health)),
        { State: PollState.Waiting } => ("waiting", ""),
        { State: PollState.Failing, TokenRefused: true } => ("token refused", "warn"),
        { State: PollState.Unreachable, TokenRefused: true } => ("token refused", "bad"),
        { State: PollState.Failing } => ("failing", "warn"),
        { } header => (Of(header.State), "bad"),
    };

    /// <summary>A figure of a cluster; a dash before its first answer.</summary>
    public static string Figure(ClusterPicture cluster, int figure) =>
        cluster.Seen ? figure.ToString(CultureInfo.InvariantCulture) : "–";

    public static string Class(ClusterHealth health) => health switch
    {
        ClusterHealth.Ok => "ok",
        ClusterHealth.Info => "accent",
        ClusterHealth.Unknown or ClusterHealth.Warning => "warn",
        _ => "bad",
    };

    public static string Class(Severity severity) => severity switch
    {
        Severity.Info => "accent",
        Severity.Warning => "warn",
        _ => "bad",
    };

    public static string Dot(Severity severity) => severity switch
    {
        Severity.Info => "info",
        Severity.Warning => "warn",
        _ => "bad",
    };

    public static string Class(IncidentState state) => state switch
    {
        IncidentState.Resolved => "ok",
        IncidentState.Open => "bad",
        _ => "warn",
    };

    /// <summary>The title of an incident with what was done about it.</summary>
    public static string Headline(Incident incident) =>
        RepairOutcome.Of(incident) is { } outcome ? $"{incident.Title} · {outcome}" : incident.Title;

    public static string SuppressionLabel(Suppression suppression) =>
        suppression.IsRelated ? "related" : SuppressionLabel(suppression.Kind);

    public static string SuppressionLabel(SuppressionKind kind) => kind switch
    {
        SuppressionKind.Parent => "explained",
        SuppressionKind.NodeMaintenance => "maintenance",
        _ => Of(kind),
    };

    public static string Class(DryRunVerdict verdict) => verdict switch
    {
        DryRunVerdict.Right => "ok",
        DryRunVerdict.Needless => "warn",
        DryRunVerdict.Wrong => "bad",
        _ => "",
    };

    public static string Class(ActionResult result) => result switch
    {
        ActionResult.Success => "ok",
        ActionResult.Failure or ActionResult.Escalated => "bad",
        ActionResult.Blocked or ActionResult.Proposed or ActionResult.Unknown => "warn",
        _ => "accent",
    };

    public static string Of(AutonomyLevel level) => level switch
    {
        AutonomyLevel.Observe => "Observe",
        AutonomyLevel.Alert => "Alert",
        AutonomyLevel.Recommend => "Recommend",
        AutonomyLevel.ActAndReport => "Act and report",
        AutonomyLevel.ActSilently => "Act silently",
        _ => level.ToString(),
    };

    /// <summary>What a runbook's cases mean for a higher level. It is advice only and changes no level.</summary>
    public static string Advice(ScorecardLine line) => (line.Right + line.Needless + line.Wrong, line) switch
    {
        (0, _) => "Nothing has been decided yet, so there is no reason for a higher level.",
        (_, { Wrong: > 0 }) => $"{line.Wrong} were, or would have been, against someone's will. Find out why before you raise the level.",
        ( < MinDecidedCases, _) => $"No objections, but {line.Right + line.Needless} decided cases are few; "
            + $"{MinDecidedCases} without a wrong one would justify a higher level.",
        (_, { Needless: > 0 }) =>
            $"No objections, but {line.Needless} recovered on their own: a longer hold may help more than a higher level.",
        _ => $"{line.Right} decided cases, all of them right. A higher level is justified.",
    };

    public static string Meaning(AutonomyLevel level) => level switch
    {
        AutonomyLevel.Observe => "Records only.",
        AutonomyLevel.Alert => "Notifies you of what is wrong.",
        AutonomyLevel.Recommend => "Proposes a repair; a person approves.",
        AutonomyLevel.ActAndReport => "Repairs what it may, and notifies you.",
        AutonomyLevel.ActSilently => "Repairs and records it; notifies you of failures only.",
        _ => "",
    };
}

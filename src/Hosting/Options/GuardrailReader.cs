using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Hosting.Options;

/// <summary>Validates the guardrail options.</summary>
internal static class GuardrailReader
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    public static GuardrailSettings Read(GuardrailOptions options, ProblemList problems)
    {
        const string Key = "Guardrails";
        problems.Within(options.MaxAttemptsPerIncidentPerHour, 1, 10, $"{Key}:MaxAttemptsPerIncidentPerHour");
        problems.Within(options.MaxConcurrentPerCluster, 1, 20, $"{Key}:MaxConcurrentPerCluster");
        problems.Within(options.MinHealthyNodes, 0, 1, $"{Key}:MinHealthyNodes");
        problems.Within(options.Cooldown, Second, Hour, $"{Key}:Cooldown");
        problems.Within(options.NodeFreshFor, 10 * Second, 5 * Minute, $"{Key}:NodeFreshFor");
        problems.Within(options.StormFailures, 2, 1000, $"{Key}:StormFailures");
        problems.Within(options.StormWindow, Second, 10 * Minute, $"{Key}:StormWindow");
        problems.Within(options.StormCalm, Second, TimeSpan.FromDays(1), $"{Key}:StormCalm");
        problems.Require(
            options.StormCalm >= options.StormWindow, $"{Key}:StormCalm",
            "is shorter than StormWindow; a storm would end while it still counts as one.");
        problems.Within(options.ProposalExpiry, Minute, Week, $"{Key}:ProposalExpiry");
        problems.Within(options.GuestDeadline, 10 * Second, Hour, $"{Key}:GuestDeadline");
        problems.Within(options.NodeDeadline, 30 * Second, 2 * Hour, $"{Key}:NodeDeadline");
        problems.Within(options.ServiceDeadline, 10 * Second, Hour, $"{Key}:ServiceDeadline");
        problems.Within(options.VerifyEvery, Second, Minute, $"{Key}:VerifyEvery");
        problems.Within(options.ShadowWindow, 5 * Minute, Week, $"{Key}:ShadowWindow");
        Names(options, problems);
        return Settings(options);
    }

    private static void Names(GuardrailOptions options, ProblemList problems)
    {
        var services = options.RestartableServices ?? [];
        for (var i = 0; i < services.Count; i++)
            problems.Require(IsService(services[i]), $"Guardrails:RestartableServices:{i}", "is no name of a service such as pvestatd.");
        var known = RunbookCatalog.All.Select(runbook => runbook.Id).ToList();
        var runbooks = options.Runbooks ?? [];
        for (var i = 0; i < runbooks.Count; i++)
            problems.Require(
                known.Contains(runbooks[i], StringComparer.Ordinal), $"Guardrails:Runbooks:{i}",
                $"is no runbook; there are {string.Join(", ", known)}.");
    }

    private static bool IsService(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '@');

    private static GuardrailSettings Settings(GuardrailOptions options) => new()
    {
        MaxAttemptsPerIncidentPerHour = options.MaxAttemptsPerIncidentPerHour,
        MaxConcurrentPerCluster = options.MaxConcurrentPerCluster,
        MinHealthyNodes = options.MinHealthyNodes,
        Cooldown = options.Cooldown,
        NodeFreshFor = options.NodeFreshFor,
        StormFailures = options.StormFailures,
        StormWindow = options.StormWindow,
        StormCalm = options.StormCalm,
        ProposalExpiry = options.ProposalExpiry,
        GuestDeadline = options.GuestDeadline,
        NodeDeadline = options.NodeDeadline,
        ServiceDeadline = options.ServiceDeadline,
        VerifyEvery = options.VerifyEvery,
        ShadowWindow = options.ShadowWindow,
        RestartableServices = options.RestartableServices is { } services ? [.. services] : GuardrailSettings.Default.RestartableServices,
    };
}

using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Hosting.Options;

/// <summary>Validates the limits of remediation.</summary>
internal static class GuardrailReader
{
    private const string Key = "Guardrails";

    public static void Check(GuardrailSettings guardrails, ProblemList problems)
    {
        problems.Ranges(guardrails, Key);
        problems.Require(
            guardrails.StormCalm >= guardrails.StormWindow, $"{Key}:StormCalm",
            "is shorter than StormWindow; a storm would end while it still counts as one.");
        foreach (var (index, service) in (guardrails.RestartableServices ?? []).Index())
            problems.Require(IsService(service), $"{Key}:RestartableServices:{index}", "is no name of a service such as pvestatd.");
        foreach (var (index, runbook) in (guardrails.Runbooks ?? []).Index())
            problems.Require(
                RunbookCatalog.IsKnown(runbook), $"{Key}:Runbooks:{index}",
                $"is no runbook; there are {string.Join(", ", RunbookCatalog.All.Select(known => known.Id))}.");
    }

    private static bool IsService(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '@');
}

using System.Diagnostics.Metrics;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Guardrails;

namespace OrleansMonitor.Grains.Remediation;

internal sealed class RemediationMetrics
{
    public const string MeterName = "OrleansMonitor.Remediation";

    private readonly Counter<long> _verdicts;
    private readonly Counter<long> _remediations;
    private readonly Counter<long> _failures;

    public RemediationMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _verdicts = meter.CreateCounter<long>(
            "monitor.guardrail.verdicts", "{verdict}", "Verdicts of guardrails that were written down, by guardrail and verdict.");
        _remediations = meter.CreateCounter<long>("monitor.remediations", "{row}", "Finished remediations, by runbook and result.");
        _failures = meter.CreateCounter<long>(
            "monitor.remediation.failures", "{failure}", "Steps of repairs that broke off and are tried again, by part.");
    }

    public void Judged(GuardrailReport report)
    {
        foreach (var finding in report.Findings)
            _verdicts.Add(1, new("guardrail", finding.Guardrail), new("verdict", VerdictColumn.Word(finding.Verdict.Kind)));
    }

    public void Failed(string part) => _failures.Add(1, new KeyValuePair<string, object?>("part", part));

    /// <summary>Counts the result of an attempt; intermediate steps are ignored.</summary>
    public void Wrote(AutonomyAction row)
    {
        if (row.Result is ActionResult.Planned or ActionResult.Dispatched || row.RunbookId is not { } runbook) return;
        _remediations.Add(1, new("runbook", runbook), new("result", row.Result.ToString().ToLowerInvariant()));
    }
}

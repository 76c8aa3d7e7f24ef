using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Runbooks;

namespace OrleansMonitor.Architecture.Tests;

/// <summary>What people read about acting is what is done.</summary>
public sealed class ActingDocsTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(House.Source, "..", "docs", "acting.md"));

    [Fact]
    public void The_table_of_guardrails_is_the_list_that_is_asked() =>
        Lines.Where(line => line.StartsWith("| ", StringComparison.Ordinal) && line.Length > 2 && char.IsAsciiDigit(line[2])
            && line.Contains("| `", StringComparison.Ordinal))
            .ShouldBe(
            GuardrailCatalog.All.Select((guardrail, at) => $"| {at + 1} | `{guardrail.Name}` | {guardrail.Asks} | {guardrail.Why} |"));

    [Fact]
    public void Every_runbook_is_described_with_what_must_hold_and_how_to_undo_it()
    {
        foreach (var runbook in RunbookCatalog.All)
        {
            var line = Lines.Single(line => line.StartsWith($"| `{runbook.Id}` |", StringComparison.Ordinal));
            line.ShouldContain(string.Join("; ", runbook.Preconditions));
            line.ShouldContain(runbook.Verification);
            line.ShouldContain(runbook.Undo);
        }
    }
}

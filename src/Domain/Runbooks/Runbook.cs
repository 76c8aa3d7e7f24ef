using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Domain.Runbooks;

/// <summary>
/// Describes how to repair one kind of problem: the preconditions, the action, its verification, and how an operator undoes it.
/// </summary>
public sealed class Runbook
{
    internal Runbook(
        string id, string title, string done, ActionKind action, ImmutableArray<string> preconditions, string verification, string undo) =>
        (Id, Title, Done, Action, Preconditions, Verification, Undo) = (id, title, done, action, preconditions, verification, undo);

    /// <summary>The stable id, such as <c>restart-crashed-vm</c>.</summary>
    public string Id { get; }

    /// <summary>What the runbook does, in one line.</summary>
    public string Title { get; }

    /// <summary>What was done after successful verification, as a participle such as <c>restarted</c>.</summary>
    public string Done { get; }

    /// <summary>The conditions that the runbook repairs.</summary>
    public ImmutableArray<ConditionType> Conditions => ConditionCatalog.Where(row => row.Runbooks.Contains(Id));

    /// <summary>The kind of guest that the runbook applies to; null if it applies to both or to none.</summary>
    public GuestKind? GuestKind { get; internal init; }

    /// <summary>The kind of action that the runbook sends.</summary>
    public ActionKind Action { get; }

    /// <summary>What must be true. It is read live before the action is planned and again before it is sent.</summary>
    public ImmutableArray<string> Preconditions { get; }

    /// <summary>What counts as success, as text.</summary>
    public string Verification { get; }

    /// <summary>How an operator undoes the action, as text.</summary>
    public string Undo { get; }

    /// <summary>The longest time from sending to verification.</summary>
    public TimeSpan Deadline(GuardrailSettings settings) => Action.Repair().Deadline(settings);
}

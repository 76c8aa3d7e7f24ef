using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Domain.Runbooks;

/// <summary>How to repair one kind of trouble: what must hold, what is done, how it is verified, and how an operator undoes it.</summary>
public sealed class Runbook
{
    internal Runbook(
        string id, string title, string done, ActionKind action, ImmutableArray<string> preconditions, string verification, string undo) =>
        (Id, Title, Done, Action, Preconditions, Verification, Undo) = (id, title, done, action, preconditions, verification, undo);

    /// <summary>Its stable id, such as <c>restart-crashed-vm</c>.</summary>
    public string Id { get; }

    /// <summary>What it does, in one line.</summary>
    public string Title { get; }

    /// <summary>What was done once it is verified, as a participle: <c>restarted</c>.</summary>
    public string Done { get; }

    /// <summary>The conditions that it answers.</summary>
    public ImmutableArray<ConditionType> Conditions => ConditionCatalog.Where(row => row.Runbooks.Contains(Id));

    /// <summary>What kind of guest it is for; null where it is for both or for none.</summary>
    public GuestKind? GuestKind { get; internal init; }

    /// <summary>What it sends.</summary>
    public ActionKind Action { get; }

    /// <summary>What must hold, read live before it is planned and again before it is sent.</summary>
    public ImmutableArray<string> Preconditions { get; }

    /// <summary>What counts as success.</summary>
    public string Verification { get; }

    /// <summary>What an operator does to undo it.</summary>
    public string Undo { get; }

    /// <summary>From sending to verified at the latest.</summary>
    public TimeSpan Deadline(GuardrailSettings settings) => Action.Repair().Deadline(settings);
}

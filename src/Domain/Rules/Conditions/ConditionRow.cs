using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Privileges;
using OrleansMonitor.Domain.Text;

namespace OrleansMonitor.Domain.Rules.Conditions;

/// <summary>The properties that all occurrences of a condition share.</summary>
/// <param name="Condition">The condition.</param>
/// <param name="Scopes">What it applies to; empty if no explanation lists it.</param>
public sealed record ConditionRow(ConditionType Condition, params ImmutableArray<RuleScope> Scopes)
{
    /// <summary>The name used in JSON, incident keys, audit rows and metrics.</summary>
    public string Name { get; } = SnakeCase.Of(Condition.ToString()).ToUpperInvariant();

    /// <summary>The answer that it is read from, if it has one of its own.</summary>
    public DataSource? Source { get; init; }

    /// <summary>It cannot be judged without one of these.</summary>
    public ImmutableArray<Capability> BlindWithout { get; init; } = [];

    /// <summary>It is judged on less evidence without one of these.</summary>
    public ImmutableArray<Capability> WeakWithout { get; init; } = [];

    /// <summary>What the owner can disable it for, besides its thresholds; null means for everything.</summary>
    public ImmutableArray<SelectorKind?> Switches { get; init; } = [];

    /// <summary>The ids of its runbooks.</summary>
    public ImmutableArray<string> Runbooks { get; init; } = [];

    /// <summary>How far it reaches. It explains only conditions that reach less far.</summary>
    public Reach Reach { get; init; }

    /// <summary>What it explains within its cluster and its reach.</summary>
    public Func<Consequence, bool> Explains { get; init; } = static _ => false;

    /// <summary>Whether its consequences can last longer than the condition itself.</summary>
    public bool HasAftermath { get; init; }

    /// <summary>Whether it concerns nodes or the whole cluster.</summary>
    public bool IsWide { get; init; }

    /// <summary>Whether it means that a guest is down that should run. Storms count these.</summary>
    public bool IsGuestDown { get; init; }

    /// <summary>Whether the fault is the monitor's own.</summary>
    public bool ConcernsMonitor { get; init; }
}

/// <summary>A kind of entity that a condition applies to.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Tier">With which poll it is judged.</param>
/// <param name="Guest">The kind of guest; null for both, and for other entities.</param>
/// <param name="Until">Why there may be no result yet, as text for people.</param>
public sealed record RuleScope(
    EntityKind Kind, Tier Tier, GuestKind? Guest = null, string Until = "it was not judged yet since the monitor started")
{
    /// <summary>Whether the scope covers an entity. A guest whose kind is not known counts as a VM.</summary>
    public bool Covers(EntityKind kind, GuestKind? guest) => Kind == kind && (Guest is null || Guest == (guest ?? GuestKind.Vm));
}

/// <summary>A condition that may be explained by another one of its cluster.</summary>
/// <param name="Condition">The condition.</param>
/// <param name="IsGuest">Whether it is about a guest.</param>
/// <param name="IsHere">Whether it concerns the node of the other one.</param>
/// <param name="IsOfStorage">Whether it comes from the storage of the other one.</param>
/// <param name="IsOfStorm">Whether it belongs to the storm that the other one represents.</param>
public readonly record struct Consequence(ConditionType Condition, bool IsGuest, bool IsHere, bool IsOfStorage, bool IsOfStorm);

/// <summary>How far a condition reaches, from narrow to wide.</summary>
public enum Reach
{
    /// <summary>It explains nothing else.</summary>
    Itself,

    /// <summary>Failures that a storage causes.</summary>
    Storage,

    /// <summary>The guests of a node.</summary>
    Guests,

    /// <summary>A node and everything on it.</summary>
    Node,

    /// <summary>Everything that needs quorum.</summary>
    Quorum,

    /// <summary>The failures of a storm.</summary>
    Storm,

    /// <summary>A whole cluster.</summary>
    Cluster,

    /// <summary>Every cluster.</summary>
    All,
}

/// <summary>An answer of Proxmox from which certain conditions are read.</summary>
public enum DataSource
{
    /// <summary>The usage of storages, from their rows.</summary>
    StorageRows,

    /// <summary>A node's services.</summary>
    Services,

    /// <summary>A node's storages.</summary>
    Storages,

    /// <summary>A node's certificates.</summary>
    Certificates,

    /// <summary>Replication jobs.</summary>
    Replication,

    /// <summary>Backup jobs that ran.</summary>
    Backups,

    /// <summary>Guests in no backup job.</summary>
    NotBackedUp,
}

using System.Collections.Immutable;
using System.Globalization;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Rules.Nodes;

/// <summary>Texts about a node's state.</summary>
internal static class NodeText
{
    public const string NoStatus = "Proxmox has no current status of it";
    public const string FirstStatus = "first current status of it";

    public const string Starting = "its own API answers again and the other members do not reach it yet: it may be starting";

    public static string Lower(NodeStatus status) => status.ToString().ToLowerInvariant();

    /// <summary>Why the node has its state.</summary>
    public static string Of(NodeObservation seen, NodeDeparture? departure)
    {
        var views = (seen.Status, seen.Answers) switch
        {
            (NodeStatus.Online, _) => "the other cluster members reach it again",
            (_, true) => "the other cluster members cannot reach it, but its own API answers",
            (_, false) => "the other cluster members cannot reach it, and its own API does not answer",
            _ => "the other cluster members cannot reach it; its own address is not known, so this is the only witness",
        };
        return seen.Status == NodeStatus.Offline && departure is { Planned: true } or { Kind: NodeDepartureKind.Fenced }
            ? $"{departure.Description}; {views}" : views;
    }

    /// <summary>Why a node is offline on purpose, and how long that is acceptable.</summary>
    public static string Absence(NodeDeparture departure, string reason, bool overdue)
    {
        var limit = string.Create(CultureInfo.InvariantCulture, $"{NodeTracker.PlannedAbsence.TotalMinutes:0} min");
        if (overdue) return $"it is not back after {limit}; {reason}";
        var known = departure is { Task: { } task, By: { } by }
            ? reason.Replace(departure.Description, $"{task} by {by}", StringComparison.Ordinal) : reason;
        return $"{known}; it is critical if it is not back within {limit}";
    }

    public static string Frozen(NodeObservation seen)
    {
        var pace = seen.Pulse.Pace is { } round && round > NodePace.Usual * 1.5 ? $", {Seconds(round)} s being its usual update cycle" : "";
        return $"its metrics have not changed for over {Seconds(seen.Pulse.FrozenAfter)} s{pace}: "
            + "pvestatd is stopped or hangs on a storage; alerts for its guests are on hold";
    }

    public static string Slow(TimeSpan? pace) => pace is { } cycle
        ? $"pvestatd takes {Seconds(cycle)} s for a round, not 10 s: it has many guests, or a slow storage; "
            + "what happens on it is seen that much later"
        : "its pace is not known yet";

    public static ImmutableArray<RuleInput> Evidence(NodeObservation seen, NodeDeparture? departure) =>
    [
        new("status", Lower(seen.Status)),
        new("figuresMove", seen.Frozen switch { true => "no", false => "yes", null => null }),
        new("itsOwnApiAnswers", seen.Answers switch { true => "yes", false => "no", null => null }),
        new("pace", seen.Pulse.Pace is { } pace ? $"{Seconds(pace)} s" : null),
        new("whyItLeft", departure?.Description),
    ];

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
}

using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Rules;

/// <summary>Decides what a row says of a guest. A sample is evidence, not fact: starts and stops need a witness.</summary>
public static class GuestTracker
{
    /// <summary>True where the row claims a start or a stop that a witness must confirm before it is believed.</summary>
    public static bool NeedsWitness(GuestState? last, in GuestSighting sighting) =>
        last is not null
        && Known(last.Status)
        && Believable(sighting)
        && last.Kind == sighting.Sample.Kind
        && Runs(last.Status) != Runs(sighting.Sample.Status);

    /// <summary>Takes a sighting in.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="last">What was last known; null at first sight.</param>
    /// <param name="sighting">The row.</param>
    /// <param name="witness">Who speaks for it, where <see cref="NeedsWitness"/> asked for one.</param>
    public static GuestVerdict Observe(GuestId guest, GuestState? last, in GuestSighting sighting, Witness witness)
    {
        var sample = sighting.Sample;
        if (last is null || last.Kind != sample.Kind)
        {
            return last is null
                ? new(FirstSight(sighting), true, "first sight: populated, nothing to compare with")
                : new(FirstSight(sighting) with { Ledger = last.Ledger.EndAll("another guest has taken this VMID", sighting.At) }, true, "another guest has taken this VMID");
        }

        if (sighting.NodeStatus != NodeStatus.Online)
            return new(last, Agrees(last, sample), $"node {sample.Node} is {Word(sighting.NodeStatus)}: its guests' rows are old news");

        var moved = Move(guest, last, sample, sighting.At);
        if (!Believable(sighting)) return new(moved, true, $"the row says {Word(sample.Status)}, which tells nothing");
        if (!Known(moved.Status)) return new(moved with { Status = sample.Status, Since = sighting.At }, true, "first known status");
        if (moved.Status == sample.Status) return new(moved, true, $"still {Word(sample.Status)}");
        if (Runs(moved.Status) == Runs(sample.Status)) return new(Enter(guest, moved, sample, sighting.At, "reported by its node"), true, "run state changed");
        return Claim(guest, moved, sample, sighting.At, witness);
    }

    /// <summary>The guest is no more: what stood on it ends.</summary>
    public static GuestState Vanish(GuestId guest, GuestState last, DateTimeOffset at)
    {
        const string reason = "the cluster does not list it and its node has no configuration of it";
        var change = new StateChange(EntityId.Of(guest), "status", Word(last.Status), "gone", reason);
        var ledger = last.Ledger.Report(change, Severity.Info, $"{Label(guest, last.Name)} is gone", last.Node, at);
        return last with { Ledger = ledger.EndAll(reason, at) };
    }

    private static GuestVerdict Claim(GuestId guest, GuestState last, in GuestSample sample, DateTimeOffset at, Witness witness)
    {
        var stops = !Runs(sample.Status);
        if (witness.Kind == WitnessKind.None) return new(last, false, $"the row says {Word(sample.Status)}, not believed yet: {witness.Words}");
        if (witness.Kind == WitnessKind.Live && !Known(witness.Live.Status))
            return new(last, false, $"the row says {Word(sample.Status)}, but {witness.Words}, which tells nothing");
        if (witness.Kind == WitnessKind.Live && Runs(witness.Live.Status) != Runs(sample.Status))
            return new(last, false, $"the row says {Word(sample.Status)}, but {witness.Words}: the row is old");

        var held = witness.Kind == WitnessKind.Live ? witness.Live.Lock : sample.Lock;
        if (stops && held is not (null or Hibernated))
            return new(last, false, $"stopped under lock {held}: the operation that holds it is not over");

        return new(Enter(guest, last, sample with { Lock = held }, at, witness.Words), true, $"{Word(sample.Status)}: {witness.Words}");
    }

    private static GuestState Enter(GuestId guest, GuestState last, in GuestSample sample, DateTimeOffset at, string words)
    {
        var entity = EntityId.Of(guest);
        var name = Label(guest, sample.Name ?? last.Name);
        var stopped = sample.Status == GuestStatus.Stopped;
        var hibernated = stopped && sample.Lock == Hibernated;
        var crashed = stopped && !hibernated && !last.Template;
        var reason = hibernated ? $"hibernated: it keeps the lock suspended; {words}" : words;

        var change = new StateChange(entity, "status", Word(last.Status), Word(sample.Status), reason);
        var title = $"{name} went from {change.From} to {change.To}";
        var ledger = last.Ledger.Report(change, crashed ? Severity.Warning : Severity.Info, title, sample.Node, at);
        ledger = ledger.Take(
            new(Crash(last.Kind), entity, crashed ? Presence.Present : Presence.Absent, Severity.Critical,
                $"{name} stopped and nobody is known to have asked for it", crashed ? $"it ran and has stopped; {words}" : $"it is {Word(sample.Status)}; {words}")
            { Node = sample.Node },
            at);

        return last with { Status = sample.Status, Since = at, Ledger = ledger };
    }

    private static GuestState Move(GuestId guest, GuestState last, in GuestSample sample, DateTimeOffset at)
    {
        var next = last;
        if (last.Node != sample.Node)
        {
            var change = new StateChange(EntityId.Of(guest), "node", last.Node, sample.Node, "its configuration is there now");
            var title = $"{Label(guest, sample.Name ?? last.Name)} moved from {last.Node} to {sample.Node}";
            next = next with { Node = sample.Node, Ledger = next.Ledger.Report(change, Severity.Info, title, sample.Node, at) };
        }

        if (sample.Name is { } name && name != last.Name) next = next with { Name = name };
        if (sample.Template is { } template && template != last.Template) next = next with { Template = template };
        return next;
    }

    private static GuestState FirstSight(in GuestSighting sighting) => new()
    {
        Kind = sighting.Sample.Kind,
        Status = Believable(sighting) ? sighting.Sample.Status : GuestStatus.Unknown,
        Since = sighting.At,
        Node = sighting.Sample.Node,
        Name = sighting.Sample.Name,
        Template = sighting.Sample.Template ?? false,
    };

    private static bool Believable(in GuestSighting sighting) =>
        sighting.NodeStatus == NodeStatus.Online && Known(sighting.Sample.Status);

    private static bool Agrees(GuestState last, in GuestSample sample) =>
        last.Status == sample.Status || !Known(sample.Status);

    private static bool Known(GuestStatus status) => status is not (GuestStatus.Unknown or GuestStatus.Transient);

    private static bool Runs(GuestStatus status) => status is not (GuestStatus.Stopped or GuestStatus.Unknown);

    private static ConditionType Crash(GuestKind kind) => kind == GuestKind.Vm ? ConditionType.VmCrashed : ConditionType.CtCrashed;

    private static string Label(GuestId guest, string? name) => name is null ? guest.ToString() : $"{guest} ({name})";

    private static string Word<T>(T status)
        where T : struct, Enum => status.ToString().ToLowerInvariant();

    private const string Hibernated = "suspended";
}

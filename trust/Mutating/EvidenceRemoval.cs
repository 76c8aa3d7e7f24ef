using System.Collections.Concurrent;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Trust.Mutating;

/// <summary>Removes one kind of evidence from what the monitor reads.</summary>
internal static class EvidenceRemoval
{
    public static Func<EvidenceFilter>? Of(string sense) => sense switch
    {
        "witness" => () => new RowEcho(),
        "lock" => () => new GuestRows(guest => guest with { Lock = null }, live => live with { Lock = null }),
        "tags" => () => new GuestRows(guest => guest with { Tags = null }),
        "template" => () => new GuestRows(guest => guest with { Template = false }),
        "ha" => () => new GuestRows(guest => guest with { HaState = null }),
        "run-state" => () =>
            new GuestRows(guest => guest with { Status = Coarse(guest.Status) }, live => live with { Status = Coarse(live.Status) }),
        "unknown" => () => new GuestRows(
            guest => guest.Status == GuestStatus.Unknown ? guest with { Status = GuestStatus.Stopped } : guest,
            live => live with { Status = GuestStatus.Stopped }),
        "node-offline" => () => new NodeRows(node => node with { Status = NodeStatus.Online }),
        "pulse" => () => new MovingNodes(),
        "uptime-moves" => () => new FrozenNodes(),
        "node-moves" => () => new PinnedGuests(),
        "ping" or "clock" or "journal" or "permissions" => () => new UnreadableSource(sense),
        _ => null,
    };

    private static GuestStatus Coarse(GuestStatus status) =>
        status is GuestStatus.Running or GuestStatus.Unknown or GuestStatus.Transient ? status : GuestStatus.Stopped;

    private sealed class GuestRows(Func<GuestSample, GuestSample> see, Func<GuestLive, GuestLive>? live = null) : EvidenceFilter
    {
        public override GuestSample Row(GuestSample row) => see(row);

        public override GuestLive? Live(GuestId guest, GuestLive? seen) => seen is { } one && live is not null ? live(one) : seen;
    }

    private sealed class NodeRows(Func<NodeSample, NodeSample> see) : EvidenceFilter
    {
        public override NodeSample Row(NodeSample row) => see(row);
    }

    /// <summary>The confirmation repeats the row instead of the true state.</summary>
    private sealed class RowEcho : EvidenceFilter
    {
        private readonly ConcurrentDictionary<int, GuestStatus> _statuses = [];

        public override GuestSample Row(GuestSample row)
        {
            _statuses[row.Vmid] = row.Status;
            return row;
        }

        public override GuestLive? Live(GuestId guest, GuestLive? seen) =>
            _statuses.TryGetValue(guest.Vmid, out var status) ? (seen ?? new() { Status = status }) with { Status = status } : seen;
    }

    /// <summary>The data of every node always changes.</summary>
    private sealed class MovingNodes : EvidenceFilter
    {
        private long _uptime;

        public override NodeSample Row(NodeSample row) =>
            row.Status == NodeStatus.Offline ? row : row with { Uptime = ++_uptime, Status = NodeStatus.Online };
    }

    /// <summary>The data of no node ever changes.</summary>
    private sealed class FrozenNodes : EvidenceFilter
    {
        public override NodeSample Row(NodeSample row) => row with { Uptime = 1 };
    }

    /// <summary>A guest stays on the node where it was first seen.</summary>
    private sealed class PinnedGuests : EvidenceFilter
    {
        private readonly ConcurrentDictionary<int, string> _homes = [];

        public override GuestSample Row(GuestSample row) => row with { Node = _homes.GetOrAdd(row.Vmid, row.Node) };
    }

    private sealed class UnreadableSource(string sense) : EvidenceFilter
    {
        public override bool Reads(string what) => what != sense;
    }
}

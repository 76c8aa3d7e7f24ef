using System.Collections.Concurrent;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Trust.Mutating;

/// <summary>What a monitor without one of its senses sees.</summary>
internal static class Blindness
{
    public static Func<Sight>? Of(string sense) => sense switch
    {
        "witness" => () => new Parrot(),
        "lock" => () => new Rows(guest => guest with { Lock = null }, live => live with { Lock = null }),
        "tags" => () => new Rows(guest => guest with { Tags = null }),
        "template" => () => new Rows(guest => guest with { Template = false }),
        "ha" => () => new Rows(guest => guest with { HaState = null }),
        "run-state" => () =>
            new Rows(guest => guest with { Status = Coarse(guest.Status) }, live => live with { Status = Coarse(live.Status) }),
        "unknown" => () =>
            new Rows(guest => guest.Status == GuestStatus.Unknown ? guest with { Status = GuestStatus.Stopped }
                : guest, live => live with { Status = GuestStatus.Stopped }),
        "node-offline" => () => new Nodes(node => node with { Status = NodeStatus.Online }),
        "pulse" => () => new Moving(),
        "uptime-moves" => () => new Still(),
        "node-moves" => () => new Staying(),
        "ping" or "clock" or "journal" or "permissions" => () => new Deaf(sense),
        _ => null,
    };

    private static GuestStatus Coarse(GuestStatus status) =>
        status is GuestStatus.Running or GuestStatus.Unknown or GuestStatus.Transient ? status : GuestStatus.Stopped;

    private sealed class Rows(Func<GuestSample, GuestSample> see, Func<GuestLive, GuestLive>? live = null) : Sight
    {
        public override GuestSample Row(GuestSample row) => see(row);

        public override GuestLive? Live(GuestId guest, GuestLive? seen) => seen is { } one && live is not null ? live(one) : seen;
    }

    private sealed class Nodes(Func<NodeSample, NodeSample> see) : Sight
    {
        public override NodeSample Row(NodeSample row) => see(row);
    }

    /// <summary>The witness repeats the row, whatever is true.</summary>
    private sealed class Parrot : Sight
    {
        private readonly ConcurrentDictionary<int, GuestStatus> _said = [];

        public override GuestSample Row(GuestSample row)
        {
            _said[row.Vmid] = row.Status;
            return row;
        }

        public override GuestLive? Live(GuestId guest, GuestLive? seen) =>
            _said.TryGetValue(guest.Vmid, out var said) ? (seen ?? new() { Status = said }) with { Status = said } : seen;
    }

    /// <summary>Every node's data always moves.</summary>
    private sealed class Moving : Sight
    {
        private long _uptime;

        public override NodeSample Row(NodeSample row) =>
            row.Status == NodeStatus.Offline ? row : row with { Uptime = ++_uptime, Status = NodeStatus.Online };
    }

    /// <summary>No node's data ever moves.</summary>
    private sealed class Still : Sight
    {
        public override NodeSample Row(NodeSample row) => row with { Uptime = 1 };
    }

    /// <summary>A guest stays where it was first seen.</summary>
    private sealed class Staying : Sight
    {
        private readonly ConcurrentDictionary<int, string> _homes = [];

        public override GuestSample Row(GuestSample row) => row with { Node = _homes.GetOrAdd(row.Vmid, row.Node) };
    }

    private sealed class Deaf(string sense) : Sight
    {
        public override bool Reads(string what) => what != sense;
    }
}

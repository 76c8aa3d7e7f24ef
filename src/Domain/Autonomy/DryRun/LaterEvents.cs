using System.Globalization;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Autonomy.DryRun;

/// <summary>Derives later events on a guest from a node's tasks (api-facts §5).</summary>
public static class LaterEvents
{
    private static readonly TimeSpan ParentTolerance = TimeSpan.FromMinutes(1);

    /// <summary>The events. Tasks of the monitor's own token are ignored.</summary>
    /// <param name="vmid">The guest.</param>
    /// <param name="tasks">Tasks of its node.</param>
    /// <param name="managedByHa">Whether Proxmox HA manages it; tasks by root@pam are then HA's.</param>
    /// <param name="skew">How far the node's clock is ahead of the monitor's.</param>
    /// <param name="actUser">The act token's id; null if none is configured.</param>
    public static IEnumerable<LaterEvent> OfGuest(
        int vmid, IReadOnlyCollection<PveTask> tasks, bool managedByHa, TimeSpan skew, string? actUser)
    {
        var id = vmid.ToString(CultureInfo.InvariantCulture);
        foreach (var task in tasks.Where(task => task.Id == id && !task.Failed && task.User != actUser))
        {
            // People use root@pam too. Only a parent task or HA shows that Proxmox itself acted.
            var byItself = task.User == TaskTypes.Root && (managedByHa || tasks.Any(parent => IsParentOf(parent, task)));
            if (Kind(task.Type, byItself) is { } kind) yield return new(kind, task.StartedAt - skew, byItself ? null : task.User);
        }
    }

    private static LaterKind? Kind(string type, bool byItself)
    {
        if (TaskTypes.BringsBack(type)) return byItself ? LaterKind.CameBack : LaterKind.DoneByPerson;
        return TaskTypes.TakesDown(type) && !byItself ? LaterKind.Undone : null;
    }

    private static bool IsParentOf(PveTask parent, PveTask task) =>
        TaskTypes.HasTasksOfItsOwn(parent.Type)
        && (parent.Id.Length == 0 || parent.Id == task.Id)
        && parent.StartedAt <= task.StartedAt
        && (parent.EndedAt ?? DateTimeOffset.MaxValue) >= task.StartedAt - ParentTolerance;
}

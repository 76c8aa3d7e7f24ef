using OrleansMonitor.Simulator.Model;

namespace OrleansMonitor.Simulator.Engine;

/// <summary>Starts and ends PVE tasks and gives them UPIDs (api-facts §6).</summary>
internal sealed class TaskRunner(ClusterModel state)
{
    public const string Root = "root@pam";
    private const int KeptPerNode = 1000;

    /// <summary>Raised when a task ends, except for tasks that died with their node.</summary>
    public event Action<SimulatedTask>? Ended;

    public SimulatedTask Begin(Node node, string type, string id, string fullUser)
    {
        var clock = state.Now + (long)node.ClockSkew.TotalMilliseconds;
        var pid = node.NextPid++;
        var pstart = Math.Max(0, state.Now - node.BootAt) / 10;
        var separator = fullUser.IndexOf('!', StringComparison.Ordinal);
        var task = new SimulatedTask
        {
            Order = ++state.Tasks,
            Upid = $"UPID:{node.Name}:{pid:X8}:{pstart:X8}:{clock / 1000:X8}:{type}:{id}:{fullUser}:",
            Node = node,
            Pid = pid,
            PStart = pstart,
            StartTime = clock / 1000,
            Type = type,
            Id = id,
            User = separator < 0 ? fullUser : fullUser[..separator],
            TokenId = separator < 0 ? null : fullUser[(separator + 1)..],
        };
        node.Tasks.Add(task);
        if (node.Tasks.Count > KeptPerNode && !node.Tasks[0].Running) node.Tasks.RemoveAt(0);
        return task;
    }

    /// <summary>Ends a task; null is OK. A task whose node died has no result.</summary>
    public void End(SimulatedTask task, string? error = null)
    {
        if (!task.Alive) return;
        task.EndTime = (state.Now + (long)task.Node.ClockSkew.TotalMilliseconds) / 1000;
        task.Status = error ?? "OK";
        task.Log.Add(error is null ? "TASK OK" : $"TASK ERROR: {error}");
        Ended?.Invoke(task);
    }

    /// <summary>Starts a task that ends after a time, unless its node dies first.</summary>
    public SimulatedTask Run(Node node, string type, string id, string user, TimeSpan length, Func<string?> finish)
    {
        var task = Begin(node, type, id, user);
        Finish(task, length, finish);
        return task;
    }

    public void Finish(SimulatedTask task, TimeSpan length, Func<string?> finish) => state.After(length, () =>
    {
        if (task.Alive) End(task, finish());
    });

    /// <summary>Adds a task that has already ended.</summary>
    public SimulatedTask Instant(Node node, string type, string id, string user, string? error = null)
    {
        var task = Begin(node, type, id, user);
        End(task, error);
        return task;
    }
}

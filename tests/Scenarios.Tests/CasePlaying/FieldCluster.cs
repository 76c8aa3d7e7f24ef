using System.Text.Json.Nodes;

namespace OrleansMonitor.Scenarios.Tests.CasePlaying;

/// <summary>The recorded cluster as it is at a moment of a time line: three nodes and the guests that the time line names.</summary>
internal sealed class FieldCluster
{
    private const long LongUp = 864_000;
    private readonly SortedDictionary<string, Thing> _things = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonObject> _live = new(StringComparer.Ordinal);
    private string? _note;

    public FieldCluster()
    {
        foreach (var node in new[] { "pve1", "pve2", "pve3" })
            _things["node/" + node] = new() { Node = node, Status = "online", Uptime = LongUp };
    }

    /// <summary>States a row.</summary>
    public void Set(string id, string? node, string status, string? held, long uptime)
    {
        var thing = Find(id);
        (thing.Node, thing.Status, thing.Lock, thing.Uptime) = (node ?? thing.Node, status, held, uptime);
    }

    /// <summary>A row as it was seen; the uptime follows from when it began, where that is known.</summary>
    public void Show(string id, string node, string status, string? held, long uptime, TimeSpan at)
    {
        var thing = Find(id);
        var returns = status != thing.Status && status is "running" or "online";
        (thing.Node, thing.Status, thing.Lock) = (node, status, held);
        if (thing.IsDead && !returns) Live(id, "stopped", held);
        if (returns && id.StartsWith("node/", StringComparison.Ordinal)) thing.Uptime = 0;
        else if (status == "stopped") thing.Uptime = 0;
        else if (uptime > 0 && (returns || thing.Uptime == 0)) thing.Uptime = uptime;
        else if (returns) thing.Uptime = Math.Max(5, (long)(at - (thing.Began ?? at)).TotalSeconds);
        if (thing.IsDead && status == "stopped" || !returns) return;
        thing.IsDead = false;
        Live(id, "running", held);
    }

    /// <summary>A node that is back publishes its first figures.</summary>
    public void Publish(string id) => Find(id).Uptime = _note is null ? 20 : LongUp;

    public void SetHa(string id, string state) => Find(id).Ha = state;

    public void SetLock(string id, string? held) => Find(id).Lock = held;

    public void Remove(string id) => _things.Remove(id);

    /// <summary>A guest's process dies: its node knows at once, its row later.</summary>
    public void Die(string id)
    {
        if (!_things.TryGetValue(id, out var thing)) return;
        thing.IsDead = true;
        Live(id, "stopped", thing.Lock);
    }

    /// <summary>A guest dies, and its row says so.</summary>
    public void Kill(string id)
    {
        Find(id).Status = "stopped";
        Die(id);
    }

    /// <summary>A run begins.</summary>
    public void Begins(string id, TimeSpan at)
    {
        var thing = Find(id);
        (thing.Began, thing.IsDead) = (at, false);
        if (thing.Status != "running") return;
        thing.Uptime = 1;
        Live(id, "running", thing.Lock);
    }

    /// <summary>It runs again, from now on.</summary>
    public void Restart(string id, TimeSpan at)
    {
        var thing = Find(id);
        (thing.Status, thing.Uptime, thing.Began, thing.IsDead) = ("running", 2, at, false);
        Live(id, "running", null);
    }

    /// <summary>From now on every member's own address answers, whatever the others hear of it.</summary>
    public void AnswersThoughOffline() => _note = "192.0.2.1:8006 answers, 192.0.2.2:8006 answers, 192.0.2.3:8006 answers";

    public string? TakeNote() => _note;

    /// <summary>What became of guests' live statuses since the last step, by path.</summary>
    public List<(string Path, JsonObject Live)> TakeLive()
    {
        var taken = _live.Select(pair => ($"/nodes/{Find(pair.Key).Node}/{pair.Key}/status/current", pair.Value)).ToList();
        _live.Clear();
        return taken;
    }

    /// <summary>All rows.</summary>
    public JsonArray Rows()
    {
        var rows = new JsonArray();
        foreach (var (id, thing) in _things.Where(pair => pair.Value.Node.Length > 0)) rows.Add(Row(id, thing));
        return rows;
    }

    private static JsonObject Row(string id, Thing thing)
    {
        var isNode = id.StartsWith("node/", StringComparison.Ordinal);
        var row = new JsonObject { ["id"] = id, ["type"] = isNode ? "node" : "qemu", ["node"] = thing.Node, ["status"] = thing.Status };
        if (!isNode) row["vmid"] = int.Parse(id[5..], System.Globalization.CultureInfo.InvariantCulture);
        if (thing.Ha is { } state) row["hastate"] = state;
        if (thing.Lock is { } held) row["lock"] = held;
        if (thing.Status is "unknown" or "offline" || (isNode && thing.Uptime == 0)) return row;
        var runs = thing.Status != "stopped";
        (row["uptime"], row["cpu"], row["maxcpu"], row["mem"], row["maxmem"], row["disk"], row["maxdisk"]) =
            (runs ? thing.Uptime : 0, runs ? 0.1 : 0, isNode ? 8 : 1, runs ? 100_000_000 : 0, 1_000_000_000, 0, 1_000_000_000);
        if (!isNode) (row["name"], row["template"]) = ("vm-" + id[5..], 0);
        return row;
    }

    private void Live(string id, string status, string? held)
    {
        if (!id.StartsWith("qemu/", StringComparison.Ordinal)) return;
        var live = new JsonObject
        {
            ["status"] = status,
            ["qmpstatus"] = status,
            ["uptime"] = status == "stopped" ? 0
                : Find(id).Uptime,
            ["ha"] = new JsonObject { ["managed"] = 0 }
        };
        if (held is not null) live["lock"] = held;
        _live[id] = live;
    }

    private Thing Find(string id) => _things.TryGetValue(id, out var thing) ? thing : _things[id] = new();

    private sealed class Thing
    {
        public string Node { get; set; } = "";

        public string Status { get; set; } = "running";

        public string? Lock { get; set; }

        public string? Ha { get; set; }

        public long Uptime { get; set; } = 3600;

        public TimeSpan? Began { get; set; }

        public bool IsDead { get; set; }
    }
}

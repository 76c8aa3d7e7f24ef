using System.Text.Json.Nodes;
using OrleansMonitor.Tests.Support;

namespace OrleansMonitor.Scenarios.Tests.Replay;

/// <summary>The recorded answers of a real cluster, each as it was at a moment of a time line.</summary>
internal sealed class RecordedCluster(RecordedTimeline timeline, DateTimeOffset start, IReadOnlyList<JsonObject> tasks)
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(10);
    private static readonly string[] Figures = ["uptime", "cpu", "mem", "disk"];

    private readonly JsonArray _rows = Recorded("cluster_resources_all_running");
    private readonly JsonArray _members = Recorded("all_cluster_status");
    private readonly int _onBoot = RecordedObject("all_qemu_config")["onboot"]!.GetValue<int>();

    /// <summary>The value of <c>data</c> for a path below <c>/api2/json</c>; null where nothing was recorded.</summary>
    public JsonNode? Answer(string path, DateTimeOffset now)
    {
        var at = now - start;
        return path.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
        {
            ["cluster", "resources"] => Rows(at),
            ["cluster", "status"] => Members(at),
            ["nodes", _, "time"] =>
                new JsonObject { ["time"] = now.ToUnixTimeSeconds(), ["localtime"] = now.ToUnixTimeSeconds(), ["timezone"] = "Etc/UTC" },
            ["nodes", var node, "tasks"] => Tasks(node, now),
            ["nodes", _, var kind, var vmid, "status", "current"] => Live($"{kind}/{vmid}", at),
            ["nodes", _, "qemu" or "lxc", _, "config"] => new JsonObject { ["onboot"] = _onBoot },
            ["nodes", _, "journal"] => new JsonArray(),
            _ => null,
        };
    }

    private static JsonArray Recorded(string name) => Body(name)["data"]!.AsArray();

    private static JsonObject RecordedObject(string name) => Body(name)["data"]!.AsObject();

    internal static JsonObject Body(string name) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Recordings.Answers, name + ".json")))!["body"]!.AsObject();

    private JsonArray Rows(TimeSpan at)
    {
        var rows = new JsonArray();
        var told = timeline.Ids("res").ToHashSet(StringComparer.Ordinal);
        foreach (var row in _rows.Select(row => row!.DeepClone().AsObject()))
        {
            var id = row["id"]!.GetValue<string>();
            told.Remove(id);
            rows.Add(Row(row, id, at));
        }

        foreach (var id in told)
        {
            var fresh = new JsonObject { ["id"] = id, ["type"] = id[..id.IndexOf('/', StringComparison.Ordinal)] };
            if (int.TryParse(id[(id.IndexOf('/', StringComparison.Ordinal) + 1)..], out var vmid)) fresh["vmid"] = vmid;
            rows.Add(Row(fresh, id, at));
        }

        return rows;
    }

    private JsonObject Row(JsonObject row, string id, TimeSpan at)
    {
        var state = timeline.At("res " + id, at);
        foreach (var name in new[] { "lock", "hastate" }.Where(_ => state is not null)) row.Remove(name);
        foreach (var (name, value) in state ?? []) if (name is not ("up" or "keys")) row[name] = value!.DeepClone();
        if (row["type"]!.GetValue<string>() is not ("qemu" or "lxc" or "node")) return row;
        if (row["status"]?.GetValue<string>() == "unknown")
        {
            string[] left = ["id", "type", "vmid", "node", "status", "hastate", "lock"];
            foreach (var name in row.Select(field => field.Key).Except(left).ToList()) row.Remove(name);
            return row;
        }

        if (state?["up"]?.GetValue<bool>() == false) Stop(row);
        else row["uptime"] = 1000 + (long)Published(row["node"]!.GetValue<string>(), at).TotalSeconds;
        return row;
    }

    private static void Stop(JsonObject row)
    {
        var isNode = row["type"]!.GetValue<string>() == "node";
        foreach (var name in Figures)
        {
            if (isNode) row.Remove(name);
            else row[name] = 0;
        }
    }

    // A node that is not online publishes nothing: its guests' rows stay as they were.
    private TimeSpan Published(string node, TimeSpan at)
    {
        var track = "res node/" + node;
        var last = timeline.At(track, at)?["status"]?.GetValue<string>() is null or "online" ? at : timeline.Since(track, at);
        return new(last.Ticks - (last.Ticks % Round.Ticks));
    }

    private JsonArray Members(TimeSpan at)
    {
        var members = new JsonArray();
        foreach (var row in _members.Select(row => row!.DeepClone().AsObject()))
        {
            foreach (var (name, value) in timeline.At("cst " + row["id"]!.GetValue<string>(), at) ?? []) row[name] = value!.DeepClone();
            members.Add(row);
        }

        return members;
    }

    // Rows are up to 14 s late, the live status is not: what a row becomes within that time was live already.
    private JsonObject Live(string id, TimeSpan at)
    {
        var live = timeline.At("current", at)?.DeepClone().AsObject();
        if (live is not null && live["lock"] is null) live.Remove("lock");
        if (live is not null) return live;
        var row = timeline.At("res " + id, at + Round) ?? _rows.First(row => row!["id"]!.GetValue<string>() == id)!.AsObject();
        var status = row["status"]!.GetValue<string>();
        live = new JsonObject
        {
            ["status"] = status is "stopped" ? "stopped"
                : "running",
            ["qmpstatus"] = status,
            ["vmid"] = int.Parse(
                    id[(id.IndexOf('/', StringComparison.Ordinal) + 1)..], System.Globalization.CultureInfo.InvariantCulture)
        };
        if (timeline.At("res " + id, at)?["lock"] is { } held) live["lock"] = held.DeepClone();
        return live;
    }

    private JsonArray Tasks(string node, DateTimeOffset now)
    {
        var seen = new JsonArray();
        foreach (var task in tasks.Where(
            task => task["node"]!.GetValue<string>() == node && task["starttime"]!.GetValue<long>() <= now.ToUnixTimeSeconds()))
        {
            var row = task.DeepClone().AsObject();
            if (row["endtime"]!.GetValue<long>() > now.ToUnixTimeSeconds())
            {
                row.Remove("endtime");
                row["status"] = "RUNNING";
            }

            seen.Add(row);
        }

        return seen;
    }
}

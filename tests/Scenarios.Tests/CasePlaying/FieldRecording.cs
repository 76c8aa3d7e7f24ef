using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OrleansMonitor.Tests.Support;

namespace OrleansMonitor.Scenarios.Tests.CasePlaying;

/// <summary>
/// Makes the steps of a case from a time line of the real cluster (<c>tests/Recordings/field</c>): rows as they changed, tasks as they ran,
/// and guests as live as what was done to them. What the monitor of then did is left out: the one of now does it itself.
/// </summary>
internal sealed partial class FieldRecording
{
    private const string Actor = "monitor-act@pve";
    private const long LongUp = 864_000;
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstRound = TimeSpan.FromSeconds(9);
    private static readonly TimeSpan FlapHalf = TimeSpan.FromSeconds(26);
    private readonly FieldCluster _cluster = new();
    private readonly SortedDictionary<TimeSpan, List<Action<TimeSpan>>> _moments = [];
    private readonly Dictionary<string, JsonObject> _tasks = new(StringComparer.Ordinal);
    private readonly HashSet<string> _flapping;
    private readonly TimeSpan _from;
    private readonly TimeSpan _until;

    private FieldRecording(JsonObject about, string[] lines)
    {
        _from = Time(about["from"]?.GetValue<string>()) ?? Time(lines[0][..12])!.Value - Before;
        _until = Time(about["until"]?.GetValue<string>()) ?? TimeSpan.MaxValue;
        _flapping = about["flaps"]?.AsObject().Select(flap => flap.Key).ToHashSet(StringComparer.Ordinal) ?? [];
        if (lines.Any(line => line.StartsWith('{'))) Samples(lines);
        else Lines(lines);
        foreach (var (id, times) in about["flaps"]?.AsObject() ?? []) Flap(id, times!.GetValue<int>());
    }

    /// <summary>Lays a recording's steps below a case that names one; what the case states itself stays.</summary>
    public static void Expand(JsonObject root)
    {
        if (root["recording"]?.GetValue<string>() is not { } name) return;
        var steps = name.EndsWith(".json", StringComparison.Ordinal)
            ? Permissions(JsonNode.Parse(File.ReadAllText(Path.Combine(Recordings.Field, name)))!["data"]!.AsObject())
            : new FieldRecording(root, File.ReadAllLines(Path.Combine(Recordings.Field, name))).Steps();
        foreach (var key in new[] { "recording", "from", "until", "flaps" }) root.Remove(key);
        foreach (var (key, value) in JsonNode.Parse(steps.ToJsonString())!.AsObject()) root.TryAdd(key, value?.DeepClone());
    }

    // What a token holds for a minute and a half, and all guests that it may not audit are out of its sight.
    private static JsonObject Permissions(JsonObject held)
    {
        var seen = held["/vms"]?["VM.Audit"] is not null;
        var cluster = new FieldCluster();
        foreach (var vmid in new[] { 100, 101, 102 }) cluster.Set($"qemu/{vmid}", $"pve{vmid - 99}", "running", null, 3600);
        var whole = cluster.Rows();
        var blind = new JsonArray(
            [.. whole.Where(row => !seen ? row!["vmid"] is null : row!["id"]!.GetValue<string>() != "qemu/101")
                .Select(row => row!.DeepClone())]);
        var refused = seen ? "/nodes/pve2/qemu/101/status/current" : "/nodes/*/qemu/*/status/current";
        return new()
        {
            ["at0"] = new JsonObject { ["/cluster/resources"] = whole },
            ["at30"] = new JsonObject
            {
                ["/access/permissions"] = held.DeepClone(),
                ["/cluster/resources"] = blind,
                [refused] = "403 Permission check failed (/vms, VM.Audit)"
            },
            ["at120"] = new JsonObject
            {
                ["/access/permissions"] = Whole(held),
                ["/cluster/resources"] = whole.DeepClone(),
                [refused] = seen
                    ? new JsonObject { ["status"] = "running" } : "501 not asked"
            },
        };
    }

    private static JsonObject Whole(JsonObject held)
    {
        var whole = held.DeepClone().AsObject();
        whole["/vms"] = held["/"]!.DeepClone();
        return whole;
    }

    private static TimeSpan? Time(string? text) =>
        text is null ? null : TimeSpan.ParseExact(text, @"hh\:mm\:ss\.FFF", CultureInfo.InvariantCulture);

    private JsonObject Steps()
    {
        var steps = new JsonObject();
        foreach (var (at, what) in _moments.Where(moment => moment.Key <= _until))
        {
            foreach (var one in what) one(at);
            var step = new JsonObject { ["/cluster/resources"] = _cluster.Rows() };
            foreach (var (path, live) in _cluster.TakeLive()) step[path] = live;
            if (_cluster.TakeNote() is { } note) step["note"] = note;
            steps[string.Create(CultureInfo.InvariantCulture, $"at{Math.Max(0, (at - _from).TotalSeconds):0.###}")] = step;
        }

        steps["tasks"] = new JsonArray([.. _tasks.Values]);
        return steps;
    }

    private void At(TimeSpan at, Action<TimeSpan> what)
    {
        if (!_moments.TryGetValue(at, out var moment)) _moments[at] = moment = [];
        moment.Add(what);
    }

    private void Lines(string[] lines)
    {
        At(_from, _ => { });
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            if (Row().Match(line) is { Success: true } row)
            {
                var (id, from, to) = (row.Groups["id"].Value, JsonNode.Parse(row.Groups["from"].Value) as JsonObject,
                    JsonNode.Parse(row.Groups["to"].Value) as JsonObject);
                var begins = _flapping.Contains(id) && id.StartsWith("node/", StringComparison.Ordinal)
                    ? Time(lines[0][..12])!.Value - TimeSpan.FromSeconds(10) : _from;
                if (known.Add(id)) At(begins, at => Show(id, from, LongUp, at));
                if (id.StartsWith("node/", StringComparison.Ordinal) && to?["status"]?.GetValue<string>() == "online"
                    && from?["status"]?.GetValue<string>() == "offline")
                    At(Time(row.Groups["at"].Value)!.Value + FirstRound, _ => _cluster.Publish(id));
                At(Time(row.Groups["at"].Value)!.Value, at => Show(id, to, 0, at));
            }
            else if (Task().Match(line) is { Success: true } task)
            {
                Note(task.Groups["node"].Value, task.Groups["type"].Value, task.Groups["id"].Value, task.Groups["user"].Value,
                    Long(task.Groups["start"].Value)!.Value, Long(task.Groups["end"].Value), task.Groups["status"].Value);
            }
            else if (Act().Match(line) is { Success: true } act)
            {
                Do(Time(act.Groups["at"].Value)!.Value, act.Groups["what"].Value);
            }
        }
    }

    private void Do(TimeSpan at, string what)
    {
        if (Killed().Match(what) is { Success: true } killed)
            At(at, _ =>
            {
                foreach (var guest in Vmid().Matches(killed.Value).Select(match => match.Value))
                    _cluster.Die("qemu/" + guest);
            });
        if (Started().Match(what) is { Success: true } started)
            At(at, now => _cluster.Begins("qemu/" + started.Groups["guest"].Value, now));
        if (what.Contains("corosync", StringComparison.Ordinal)) At(at, _ => _cluster.AnswersThoughOffline());
    }

    private void Show(string id, JsonObject? row, long uptime, TimeSpan at)
    {
        if (row is null) _cluster.Remove(id);
        else _cluster.Show(
            id, row["node"]!.GetValue<string>(), row["status"]!.GetValue<string>(), row["lock"]?.GetValue<string>(), uptime, at);
        if (row?["hastate"]?.GetValue<string>() is { } state) _cluster.SetHa(id, state);
    }

    // Blocks of a guest's row, its live status and its tasks; before the first of them it ran, under the lock of its backup from that one's
    // start on.
    private void Samples(string[] lines)
    {
        var first = lines.Select(line => Upid().Match(line)).First(match => match.Success);
        var (node, id) = (first.Groups["node"].Value, "qemu/" + first.Groups["id"].Value);
        var epoch = lines.Where(line => line.Contains("\"upid\"", StringComparison.Ordinal))
            .Select(line => JsonNode.Parse(line)!.AsObject()).ToList();
        foreach (var task in epoch.Where(task => task["user"]!.GetValue<string>() != Actor))
            Note(node, task["type"]!.GetValue<string>(), id[5..], task["user"]!.GetValue<string>(), task["starttime"]!.GetValue<long>(),
                task["endtime"]?.GetValue<long>(), task["status"]!.GetValue<string>());
        var blocks = lines.Index().Where(line => Clock().IsMatch(line.Item))
            .Select(line =>
                (At: Time(line.Item)!.Value, Row: JsonNode.Parse(lines[line.Index + 1])!,
                    Live: JsonNode.Parse(lines[line.Index + 2])!)).ToList();
        var running = blocks[0].Row["uptime"]!.GetValue<long>();
        At(_from, _ => _cluster.Set(id, node, "running", null, Math.Max(1, running - (long)(blocks[0].At - _from).TotalSeconds)));
        foreach (var backup in epoch.Where(task => task["type"]!.GetValue<string>() == "vzdump")
            .Select(task => OfDay(task["starttime"]!.GetValue<long>())).Where(at => at > _from && at < blocks[0].At).Distinct())
            At(backup, _ => _cluster.SetLock(id, "backup"));
        foreach (var (at, row, live) in blocks)
        {
            At(at, _ =>
            {
                _cluster.Show(id, node, row["status"]!.GetValue<string>(), row["lock"]?.GetValue<string>(),
                    row["uptime"]!.GetValue<long>(), at);
                if (live["status"]!.GetValue<string>() == "stopped") _cluster.Die(id);
            });
        }
    }

    private void Note(string node, string type, string id, string user, long start, long? end, string status)
    {
        if (user == Actor) return;
        var task = new JsonObject
        {
            ["node"] = node,
            ["type"] = type,
            ["id"] = id,
            ["user"] = user,
            ["starttime"] = (OfDay(start) - _from).TotalSeconds,
            ["endtime"] = end is { } ended ? (OfDay(ended) - _from).TotalSeconds : null,
            ["status"] = end is null ? null : status,
        };
        _tasks[$"{node} {type} {id} {start}"] = task;
        if (type == "qmstart" && end is not null && status == "OK") At(OfDay(start), now => _cluster.Begins("qemu/" + id, now));
    }

    private void Flap(string id, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var at = _from + Before + (2 * i * FlapHalf);
            if (id.StartsWith("node/", StringComparison.Ordinal))
            {
                At(at, now => _cluster.Show(id, id[5..], "offline", null, 0, now));
                At(at + FlapHalf, now => _cluster.Show(id, id[5..], "online", null, 0, now));
                At(at + FlapHalf + FirstRound, _ => _cluster.Publish(id));
                continue;
            }

            At(at, _ => _cluster.Kill(id));
            At(at + FlapHalf, now => _cluster.Restart(id, now));
        }
    }

    private static TimeSpan OfDay(long epoch) => DateTimeOffset.FromUnixTimeSeconds(epoch).TimeOfDay;

    private static long? Long(string text) => long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex(@"^(?<at>[\d:.]+) +PVE (?<id>\S+): (?<from>null|\{.*?\}) -> (?<to>null|\{.*\})$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();

    [GeneratedRegex(@"^[\d:.]+ +TASK (?<node>\S+) (?<type>\S+) (?<id>\d*) ?(?<user>\S+@\S+) (?<status>.*) start=(?<start>\d+) end=(?<end>\S+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Task();

    [GeneratedRegex("^(?<at>[0-9:.]+) === ACT (?<what>.*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Act();

    [GeneratedRegex(@"kill -9 of \d+[^;]*", RegexOptions.None, 1000)]
    private static partial Regex Killed();

    [GeneratedRegex(@"^start (?<guest>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Started();

    [GeneratedRegex(@"\b\d{3}\b", RegexOptions.None, 1000)]
    private static partial Regex Vmid();

    [GeneratedRegex(@"""upid"":""UPID:(?<node>[^:]+):[^:]+:[^:]+:[^:]+:[^:]+:(?<id>\d+):", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Upid();

    [GeneratedRegex(@"^\d\d:\d\d:\d\d\.\d+$", RegexOptions.None, 1000)]
    private static partial Regex Clock();
}

using System.Globalization;
using System.Text.Json.Nodes;

namespace OrleansMonitor.Scenarios.Tests.CasePlaying;

/// <summary>What is asked of an endpoint.</summary>
/// <param name="Place">The endpoint.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">Below <c>/api2/json</c>, unescaped.</param>
/// <param name="Query">A parameter by name; null where it is not given.</param>
/// <param name="User">Whose token it carries.</param>
internal sealed record Question(Place Place, string Method, string Path, Func<string, string?> Query, string User);

/// <summary>The Proxmox of a case: its steps where they say something, a healthy cluster where they do not.</summary>
internal sealed class CaseWorld
{
    private static readonly TimeSpan StartTakes = TimeSpan.FromSeconds(1);
    private readonly CaseFile _file;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _start;
    private readonly Dictionary<string, CaseView> _views;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<CaseTask>> _asked = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, TimeSpan>> _started = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _posts = new(StringComparer.Ordinal);

    /// <summary>A world that begins now.</summary>
    /// <param name="file">The case.</param>
    /// <param name="places">Its endpoints.</param>
    /// <param name="variant">Which of several stated replies is given.</param>
    /// <param name="time">The clock.</param>
    public CaseWorld(CaseFile file, IReadOnlyList<Place> places, int variant, TimeProvider time)
    {
        (_file, _time, _start, Places) = (file, time, time.GetUtcNow(), places);
        _views = places.DistinctBy(place => place.Label ?? "")
            .ToDictionary(place => place.Label ?? "", place => new CaseView(file, place.Label, variant), StringComparer.Ordinal);
    }

    public IReadOnlyList<Place> Places { get; }

    /// <summary>Since the first poll.</summary>
    public TimeSpan Now => _time.GetUtcNow() - _start;

    /// <summary>How often each path was posted to.</summary>
    public IReadOnlyDictionary<string, int> Posts
    {
        get
        {
            lock (_gate) return new Dictionary<string, int>(_posts, StringComparer.Ordinal);
        }
    }

    /// <summary>How often another certificate was put in place.</summary>
    public int CertificateNow => _file.Steps.Count(step => step.ChangesCertificate && step.At <= Now);

    /// <summary>What the endpoint does to a connection; null where it answers.</summary>
    public Reply? Mood(Place place, bool asked) => View(place).Mood(Now, asked);

    /// <summary>All addresses of members that any answer may name.</summary>
    public IEnumerable<string> MemberAddresses() => _file.Steps
        .SelectMany(step => step.Paths).Where(pair => pair.Key == "/cluster/status" && pair.Value is JsonArray)
        .SelectMany(pair => pair.Value!.AsArray().OfType<JsonObject>()).Select(row => MovingRows.Text(row, "ip")).OfType<string>()
        .Concat(Enumerable.Range(1, Places.Max(place => Healthy(place).Nodes.Count + 1)).Select(number => $"192.0.2.{number}"))
        .Distinct(StringComparer.Ordinal);

    /// <summary>Whether something answers at a member's address: where its node is online for anybody, or as the case says.</summary>
    public bool AnswersAt(string address)
    {
        foreach (var place in Places)
        {
            if (View(place).AnswersAt(address, Now) is { } said) return said;
        }

        return Places.Any(
            place => Members(place).OfType<JsonObject>()
                .Any(row => MovingRows.Text(row, "ip") == address && row["online"]?.ToString() == "1"));
    }

    /// <summary>The answer: a reply in words, or the value of <c>data</c>.</summary>
    public (Reply? Reply, JsonNode? Data) Answer(Question asked)
    {
        if (Mood(asked.Place, asked: true) is { } mood) return (mood, null);
        if (asked.Method == "POST") return Post(asked);
        var (isGiven, data, reply) = View(asked.Place).Given(asked.Path, Now, StartedAt(asked));
        if (reply is not null) return (reply, null);
        if (asked.Path == "/cluster/resources") return (null, Rows(asked.Place));
        if (isGiven) return (null, asked.Path == "/access/permissions" ? Below(asked, data) : data?.DeepClone());
        var healthy = Healthy(asked.Place);
        if (Refused(asked, healthy) is { } refused) return (refused, null);
        if (Tasks(asked) is { } tasks) return tasks;
        if (healthy.Answer(asked.Path, asked.Place.Number, _file.Standalone) is not { } found) return (Missing(asked), null);
        return (null, asked.Path == "/access/permissions" ? Below(asked, found) : found);
    }

    private CaseView View(Place place) => _views[place.Label ?? ""];

    private JsonArray Rows(Place place)
    {
        lock (_gate) return View(place).Rows(Now, _started.GetValueOrDefault(place.Cluster) ?? []);
    }

    private HealthyCluster Healthy(Place place) => new(Rows(place), _time.GetUtcNow());

    // What a case says of a guest as live is over once it was started by request.
    private TimeSpan StartedAt(Question asked)
    {
        if (asked.Path.Split('/') is not ["", "nodes", _, var kind, var vmid, "status", "current"]) return default;
        lock (_gate) return _started.GetValueOrDefault(asked.Place.Cluster)?.GetValueOrDefault($"{kind}/{vmid}") ?? default;
    }

    private JsonArray Members(Place place) =>
        View(place).Given("/cluster/status", Now) is (true, JsonArray rows, _) ? rows
        : Healthy(place).Answer("/cluster/status", place.Number, _file.Standalone)!.AsArray();

    private static JsonNode? Below(Question asked, JsonNode? all) =>
        asked.Query("path") is { } path && all is JsonObject permissions
        ? new JsonObject { [path] = (permissions[path] ?? permissions["/"])?.DeepClone() } : all?.DeepClone();

    // api-facts §1: a node that is away, one that nobody knows, a guest that is not there.
    private static Reply? Refused(Question asked, HealthyCluster healthy)
    {
        if (asked.Path.Split('/') is not ["", "nodes", var node, _, ..]) return null;
        return healthy.IsOnline(node) switch
        {
            null => Reply.Of($"500 hostname lookup '{node}' failed - failed to get address info for: {node}: Name or service not known"),
            false => Reply.Of("595 No route to host"),
            true => null,
        };
    }

    private static Reply Missing(Question asked)
    {
        if (asked.Path.Split('/') is not ["", "nodes", var node, ("qemu" or "lxc") and var kind, var vmid, ..])
            return Reply.Of($"501 Method '{asked.Method} {asked.Path}' not implemented")!;
        var folder = kind == "qemu" ? "qemu-server" : "lxc";
        return Reply.Of($"500 Configuration file 'nodes/{node}/{folder}/{vmid}.conf' does not exist")!;
    }

    private (Reply?, JsonNode?)? Tasks(Question asked)
    {
        var tasks = Known(asked.Place.Cluster);
        switch (asked.Path.Split('/'))
        {
            case ["", "cluster", "tasks"]:
                return (null, new JsonArray([.. tasks.Select(task => task.Row(_start, Now, ofCluster: true))]));
            case ["", "nodes", var node, "tasks"]:
                var since = asked.Query("since") is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : 0;
                var rows = tasks
                    .Where(task => task.Node == node && (_start + task.Started).ToUnixTimeSeconds() >= since)
                    .Where(task => asked.Query("typefilter") is not { } type || task.Type == type)
                    .Where(task => asked.Query("vmid") is not { } vmid || task.Id == vmid)
                    .OrderByDescending(task => task.RunsAt(Now)).ThenByDescending(task => task.Started)
                    .Take(asked.Query("limit") is { } limit ? int.Parse(limit, CultureInfo.InvariantCulture) : 50);
                return (null, new JsonArray([.. rows.Select(task => task.Row(_start, Now, ofCluster: false))]));
            case ["", "nodes", var node, "tasks", var upid, ("status" or "log") and var what]:
                var one = tasks.FirstOrDefault(task => task.Node == node && task.Upid(_start) == upid);
                if (one is null) return (Reply.Of("400 Parameter verification failed."), null);
                return (null, what == "status" ? Outcome(one) : Log(asked, one));
            default:
                return null;
        }
    }

    private JsonObject Outcome(CaseTask task)
    {
        var row = task.Row(_start, Now, ofCluster: false);
        if (!task.RunsAt(Now)) row["exitstatus"] = row["status"]!.DeepClone();
        row["status"] = task.RunsAt(Now) ? "running" : "stopped";
        return row;
    }

    private JsonArray Log(Question asked, CaseTask task)
    {
        var locked = Enumerable.Range(0, (int)((task.Ended ?? Now) - task.Started).TotalSeconds + 1)
            .SelectMany(second => View(asked.Place)
                .Rows(task.Started + TimeSpan.FromSeconds(second), new Dictionary<string, TimeSpan>(StringComparer.Ordinal))
                .OfType<JsonObject>())
            .Where(row => MovingRows.Text(row, "lock") == "backup" && MovingRows.Text(row, "node") == task.Node)
            .Select(row => int.Parse(row["vmid"]!.ToString(), CultureInfo.InvariantCulture)).Distinct();
        var start = asked.Query("start") is { } first ? int.Parse(first, CultureInfo.InvariantCulture) : 0;
        var limit = asked.Query("limit") is { } most ? int.Parse(most, CultureInfo.InvariantCulture) : 50;
        return new(
            [.. task.Lines(Now, locked).Index().Skip(start).Take(limit)
                .Select(line => new JsonObject { ["n"] = line.Index + 1, ["t"] = line.Item })]);
    }

    private List<CaseTask> Known(string cluster)
    {
        lock (_gate) return [.. _file.Tasks.Concat(_asked.GetValueOrDefault(cluster) ?? []).Where(task => task.Started <= Now)];
    }

    // Accepted with a task, which fails where the guest is locked (api-facts §4, §7).
    private (Reply?, JsonNode?) Post(Question asked)
    {
        var healthy = Healthy(asked.Place);
        lock (_gate) _posts[asked.Path] = _posts.GetValueOrDefault(asked.Path) + 1;
        switch (asked.Path.Split('/'))
        {
            case ["", "nodes", _, "wakeonlan"]:
                return (null, "02:00:00:00:00:01");
            case ["", "nodes", var node, ("qemu" or "lxc") and var kind, var vmid, "status", var verb]:
                if (Refused(asked, healthy) is { } refused) return (refused, null);
                var held = healthy.Guest(node, kind, vmid) is { } row ? MovingRows.Text(row, "lock") : null;
                var guest = kind == "qemu" ? "VM" : "CT";
                var status = held is null or "suspended" ? "OK" : $"{guest} is locked ({held})";
                if (status == "OK" && verb == "start") Start(asked.Place.Cluster, $"{kind}/{vmid}");
                return (null, Begin(asked, node, (kind == "qemu" ? "qm" : "vz") + verb, vmid, status));
            case ["", "nodes", var node, "services", var service, var verb]:
                return (null, Begin(asked, node, "srv" + verb, service, "OK"));
            default:
                return (Missing(asked), null);
        }
    }

    private void Start(string cluster, string guest)
    {
        lock (_gate)
        {
            if (!_started.TryGetValue(cluster, out var started)) _started[cluster] = started = [];
            started[guest] = Now;
        }
    }

    private string Begin(Question asked, string node, string type, string id, string status)
    {
        lock (_gate)
        {
            if (!_asked.TryGetValue(asked.Place.Cluster, out var tasks)) _asked[asked.Place.Cluster] = tasks = [];
            var task = new CaseTask(0x8000 + tasks.Count, node, type, id, asked.User, Now) { Ended = Now + StartTakes, Status = status };
            tasks.Add(task);
            return task.Upid(_start);
        }
    }
}

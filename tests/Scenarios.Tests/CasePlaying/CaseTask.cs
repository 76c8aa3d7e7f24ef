using System.Globalization;
using System.Text.Json.Nodes;

namespace OrleansMonitor.Scenarios.Tests.CasePlaying;

/// <summary>A task of a node; its times are counted from the first poll.</summary>
internal sealed record CaseTask(int Number, string Node, string Type, string Id, string User, TimeSpan Started)
{
    private const int FirstProcess = 0x1000;

    /// <summary>When it ended, or will have; null while nobody knows.</summary>
    public TimeSpan? Ended { get; init; }

    /// <summary>How it ended.</summary>
    public string? Status { get; init; }

    /// <summary>Its log as stated; empty for what its fields make of it.</summary>
    public IReadOnlyList<string> Log { get; init; } = [];

    private int Process => FirstProcess + Number;

    public static CaseTask Read(JsonObject row, TimeSpan since, int number, string[]? log)
    {
        var user = row["user"]!.GetValue<string>();
        if (row["tokenid"] is { } token) user = $"{user}!{token.GetValue<string>()}";
        return new(number, row["node"]!.GetValue<string>(), row["type"]!.GetValue<string>(), row["id"]?.ToString() ?? "", user,
            since + Seconds(row["starttime"])!.Value)
        {
            Ended = since + Seconds(row["endtime"]),
            Status = row["status"]?.GetValue<string>(),
            Log = log ?? (row["log"] is JsonArray lines ? [.. lines.Select(line => line!.GetValue<string>())] : []),
        };
    }

    public bool RunsAt(TimeSpan now) => Started <= now && (Ended is not { } ended || ended > now);

    public string Upid(DateTimeOffset start) => string.Create(
        CultureInfo.InvariantCulture,
        $"UPID:{Node}:{Process:X8}:{0x00A00000 + (Number * 0x100):X8}:{(start + Started).ToUnixTimeSeconds():X8}:{Type}:{Id}:{User}:");

    /// <summary>As a row of <c>/nodes/{node}/tasks</c>, or of <c>/cluster/tasks</c>, where a running task has no status.</summary>
    public JsonObject Row(DateTimeOffset start, TimeSpan now, bool ofCluster)
    {
        var user = User.Split('!');
        var row = new JsonObject
        {
            ["upid"] = Upid(start),
            ["node"] = Node,
            ["pid"] = Process,
            ["pstart"] = 0x00A00000 + (Number * 0x100),
            ["starttime"] = (start + Started).ToUnixTimeSeconds(),
            ["type"] = Type,
            ["id"] = Id,
            ["user"] = user[0],
        };
        if (user.Length > 1) row["tokenid"] = user[1];
        if (!RunsAt(now))
        {
            row["endtime"] = (start + Ended!.Value).ToUnixTimeSeconds();
            row["status"] = Status ?? "OK";
        }
        else if (!ofCluster)
        {
            row["status"] = "RUNNING";
        }

        return row;
    }

    /// <summary>Its lines: as stated, or as a job of guests that are locked would write them.</summary>
    public IReadOnlyList<string> Lines(TimeSpan now, IEnumerable<int> locked)
    {
        if (Log.Count > 0) return Log;
        var isGood = Status is null or "OK";
        var result = isGood ? "TASK OK" : $"TASK ERROR: {Status}";
        if (Type != "vzdump") return RunsAt(now) ? [] : [result];
        int[] guests = Id.Length > 0 ? [int.Parse(Id, CultureInfo.InvariantCulture)] : [.. locked];
        var lines = new List<string> { $"INFO: starting new backup job: vzdump {string.Join(' ', guests)} --mode stop" };
        foreach (var guest in guests)
        {
            lines.Add($"INFO: Starting Backup of VM {guest} (qemu)");
            if (!RunsAt(now))
                lines.Add(isGood ? $"INFO: Finished Backup of VM {guest} (00:00:10)"
                    : $"ERROR: Backup of VM {guest} failed - unable to write");
        }

        if (!RunsAt(now))
            lines.AddRange(isGood ? ["INFO: Backup job finished successfully", "TASK OK"]
                : ["INFO: Backup job finished with errors", $"TASK ERROR: {Status}"]);
        return lines;
    }

    private static TimeSpan? Seconds(JsonNode? value) => value is null ? null : TimeSpan.FromSeconds(value.GetValue<double>());
}

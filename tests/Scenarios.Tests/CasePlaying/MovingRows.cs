using System.Globalization;
using System.Text.Json.Nodes;

namespace OrleansMonitor.Scenarios.Tests.CasePlaying;

/// <summary>
/// Rows of <c>/cluster/resources</c> whose uptime goes on, in the rounds of pvestatd (api-facts §2): a case states what a row is from a
/// moment on, and a figure that is stated as before has gone on counting since. What lies on a node that is not online stands still.
/// </summary>
/// <param name="steps">All answers in order, each with when it comes into force.</param>
/// <param name="round">How often the figures move.</param>
internal sealed class MovingRows(IReadOnlyList<(TimeSpan At, JsonArray Rows)> steps, TimeSpan round)
{
    /// <summary>The rows at a moment.</summary>
    /// <param name="now">From the first poll on.</param>
    /// <param name="started">Guests that were started by request, by id, with when.</param>
    public JsonArray At(TimeSpan now, IReadOnlyDictionary<string, TimeSpan> started)
    {
        var current = steps.Last(step => step.At <= now || step == steps[0]);
        var rows = new JsonArray();
        foreach (var row in current.Rows.OfType<JsonObject>())
        {
            var moved = row.DeepClone().AsObject();
            if (Text(row, "id") is { } id)
            {
                if (started.TryGetValue(id, out var since) && since >= current.At) Run(moved, now - since);
                else Move(moved, id, now);
            }

            rows.Add(moved);
        }

        return rows;
    }

    /// <summary>A text field of a row; null where it is none.</summary>
    public static string? Text(JsonObject row, string name) =>
        row[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static void Run(JsonObject row, TimeSpan since)
    {
        row["status"] = "running";
        row["uptime"] = (long)since.TotalSeconds + 1;
        row["mem"] = 1_073_741_824;
        row["cpu"] = 0.1;
        row.Remove("lock");
    }

    private void Move(JsonObject row, string id, TimeSpan now)
    {
        if (Number(row["uptime"]) is not { } stated || stated <= 0 || Text(row, "type") is not ("node" or "qemu" or "lxc")) return;
        var from = Anchor(id, row, now);
        var node = Text(row, "type") == "node" ? id : $"node/{Text(row, "node")}";
        var until = OfflineSince(node, now) ?? now;
        if (until <= from) return;
        var passed = (long)(Math.Floor((until - from) / round) * round.TotalSeconds);
        row["uptime"] = row["uptime"] is JsonValue value && value.TryGetValue<string>(out _)
            ? JsonValue.Create((stated + passed).ToString(CultureInfo.InvariantCulture))
            : JsonValue.Create(stated + passed);
    }

    // Since when the row has been stated with this uptime.
    private TimeSpan Anchor(string id, JsonObject row, TimeSpan now)
    {
        var (from, uptime) = (TimeSpan.Zero, row["uptime"]!.ToJsonString());
        foreach (var (at, rows) in steps.Where(step => step.At <= now))
        {
            if (Find(rows, id)?["uptime"]?.ToJsonString() != uptime) from = TimeSpan.MaxValue;
            else if (from == TimeSpan.MaxValue) from = at;
        }

        return from;
    }

    private TimeSpan? OfflineSince(string node, TimeSpan now)
    {
        TimeSpan? since = null;
        foreach (var (at, rows) in steps.Where(step => step.At <= now))
        {
            var isOnline = Find(rows, node) is not { } row || Text(row, "status") == "online";
            since = isOnline ? null : since ?? at;
        }

        return since;
    }

    private static JsonObject? Find(JsonArray rows, string id) => rows.OfType<JsonObject>().FirstOrDefault(row => Text(row, "id") == id);

    private static long? Number(JsonNode? value) => value switch
    {
        JsonValue number when number.TryGetValue<double>(out var figure) => (long)figure,
        JsonValue text when text.TryGetValue<string>(out var words)
            && long.TryParse(words, CultureInfo.InvariantCulture, out var figure) => figure,
        _ => null,
    };
}

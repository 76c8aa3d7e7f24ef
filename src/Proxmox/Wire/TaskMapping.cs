using System.Collections.Immutable;
using System.Globalization;

namespace OrleansMonitor.Proxmox.Wire;

/// <summary>Maps rows of <c>/nodes/{node}/tasks</c> to tasks (api-facts §6). Missing fields are read from the UPID.</summary>
internal static class TaskMapping
{
    private const int UpidParts = 9;

    /// <summary>The number of log lines to request; Proxmox returns 50 by default.</summary>
    public const int LongestLog = 10_000;

    /// <summary>A log's lines in order. For a log without lines, Proxmox returns the single line "no content".</summary>
    public static TaskLog Log(LogRow?[] rows)
    {
        var lines = rows.OfType<LogRow>().Where(static row => row.Text is not null).OrderBy(static row => row.Number ?? long.MaxValue)
            .Select(static row => row.Text!);
        return new([.. lines], rows.Length < LongestLog);
    }

    public static ImmutableArray<PveTask> Tasks(TaskRow?[] rows) => Mapping.Map(rows, Task);

    /// <summary>A task's state. A status other than running or stopped is invalid.</summary>
    public static TaskOutcome Outcome(TaskStatusRow row, string upid) => row.Status switch
    {
        "running" => new(upid, Running: true, null),
        "stopped" => new(upid, Running: false, row.ExitStatus is null ? null : PlainText.OneLine(row.ExitStatus)),
        _ => throw new InvalidAnswerException("it does not say whether the task runs"),
    };

    private static PveTask? Task(TaskRow row)
    {
        // UPID:node:pid:pstart:starttime:type:id:user:
        var parts = row.Upid?.Split(':');
        if (parts is not { Length: UpidParts } || parts[0] != "UPID") return null;
        if (Mapping.Instant(row.StartTime ?? Epoch(parts[4])) is not { } started) return null;
        var runs = row.Status == "RUNNING" || (row.Status is null && row.EndTime is null or <= 0);
        return new PveTask(
            row.Upid!,
            row.Node ?? parts[1],
            row.Type ?? parts[5],
            row.Id ?? parts[6],
            User(row) ?? parts[7],
            started,
            runs ? null : Mapping.Instant(row.EndTime),
            runs ? null : row.Status);
    }

    private static string? User(TaskRow row) =>
        row is { User: { } user, TokenId: { Length: > 0 } token } && !user.Contains('!', StringComparison.Ordinal)
        ? $"{user}!{token}" : row.User;

    private static long? Epoch(string hex) =>
        long.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var epoch) ? epoch : null;
}

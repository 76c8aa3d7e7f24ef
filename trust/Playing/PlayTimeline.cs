using System.Globalization;
using OrleansMonitor.Domain.Live;

namespace OrleansMonitor.Trust.Playing;

/// <summary>
/// What truly happened beside what the monitor said and did, a line each, by the true time. Without ids that are made anew each time.
/// </summary>
internal static class PlayTimeline
{
    public static IEnumerable<string> Of(Play play) =>
        Lines(play).OrderBy(line => line.At).ThenBy(line => line.Rank)
        .Select(line => $"{line.At.ToString("dd HH:mm:ss.fff", CultureInfo.InvariantCulture)}  {line.Text}");

    // Of one instant: what happened, what was asked for, what was said.
    private static IEnumerable<(DateTimeOffset At, int Rank, string Text)> Lines(Play play) =>
        play.Truth.Select(change => (change.At, 0, change.State is { } state ? $"state    {state}" : $"truth    {change.Text}"))
            .Concat(play.Life
                .Select(moment => (moment.At, 1, $"monitor  {moment.Do}{(moment.Problem is { } problem ? $": {problem}" : "")}")))
            .Concat(play.Requests.Select(act => (act.At, 2, $"act      {act.Method} {act.Path} {act.Status}")))
            .Concat(play.Events
                .Select(told => (play.StoredAt.GetValueOrDefault(told.Sequence, told.Timestamp), 3, $"said     {Describe(told)}")));

    private static string Describe(MonitorEvent told) =>
        $"{(told.Details.GetValueOrDefault(MonitorEvent.NotifyDetail) == "true" ? "! " : "")}{told.Title}: {told.Message}";
}

using System.Globalization;
using OrleansMonitor.Domain.Live;

namespace OrleansMonitor.Trust.Playing;

/// <summary>True changes, monitor output and acts in the order of the true time, one line each, without random ids.</summary>
internal static class PlayTimeline
{
    public static IEnumerable<string> Of(Play play) =>
        Lines(play).OrderBy(line => line.At).ThenBy(line => line.Rank)
        .Select(line => $"{line.At.ToString("dd HH:mm:ss.fff", CultureInfo.InvariantCulture)}  {line.Text}");

    // At the same time: first changes, then requests, then events.
    private static IEnumerable<(DateTimeOffset At, int Rank, string Text)> Lines(Play play) =>
        play.Truth.Select(change => (change.At, 0, change.State is { } state ? $"state    {state}" : $"truth    {change.Text}"))
            .Concat(play.Life
                .Select(moment => (moment.At, 1, $"monitor  {moment.Do}{(moment.Problem is { } problem ? $": {problem}" : "")}")))
            .Concat(play.Requests.Select(act => (act.At, 2, $"act      {act.Method} {act.Path} {act.Status}")))
            .Concat(play.Events
                .Select(e => (play.StoredAt.GetValueOrDefault(e.Sequence, e.Timestamp), 3, $"said     {Describe(e)}")));

    private static string Describe(MonitorEvent e) =>
        $"{(e.Details.GetValueOrDefault(MonitorEvent.NotifyDetail) == "true" ? "! " : "")}{e.Title}: {e.Message}";
}

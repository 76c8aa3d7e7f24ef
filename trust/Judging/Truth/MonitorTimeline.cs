using System.Text.Json.Nodes;
using OrleansMonitor.Trust.Playing;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.Judging.Truth;

/// <summary>The history of the monitor: runs, interruptions, and commands of people.</summary>
internal sealed class MonitorTimeline
{
    private readonly Timeline<Setting> _level = new();
    private readonly List<(DateTimeOffset At, TimeSpan By)> _clock = [];

    private sealed record Setting(int? Level);

    public MonitorTimeline(Play play, DateTimeOffset start)
    {
        _level.Add(start, new(null));
        var (down, cut, away, halted) = (new Toggle(), new Toggle(), new Toggle(), new Toggle());
        Starts.Add(start);
        foreach (var (moment, step) in Done(play))
        {
            switch (moment.Do)
            {
                case MonitorAction.Kill or MonitorAction.Stop: down.On(moment.At); break;
                case MonitorAction.Start:
                    down.Off(moment.At);
                    Starts.Add(moment.At);
                    break;
                case MonitorAction.CutOff: cut.On(moment.At); break;
                case MonitorAction.Reconnect: cut.Off(moment.At); break;
                case MonitorAction.DatabaseAway: away.On(moment.At); break;
                case MonitorAction.DatabaseBack: away.Off(moment.At); break;
                case MonitorAction.KillSwitchOn: halted.On(moment.At); break;
                case MonitorAction.KillSwitchOff: halted.Off(moment.At); break;
                case MonitorAction.SetLevel: _level.Add(moment.At, new(step?.Level)); break;
                case MonitorAction.SetClock: _clock.Add((moment.At, step?.By ?? default)); break;
                case MonitorAction.ApproveAll: Approvals.Add(moment.At); break;
                case MonitorAction.ResumeAfterStorm: Resumptions.Add(moment.At); break;
                default: break;
            }
        }

        (Down, CutOff, DatabaseAway, Halted) = (down.Spans, cut.Spans, away.Spans, halted.Spans);
    }

    public List<DateTimeOffset> Starts { get; } = [];
    public List<DateTimeOffset> Approvals { get; } = [];

    /// <summary>When somebody resumed repairs after a storm.</summary>
    public List<DateTimeOffset> Resumptions { get; } = [];
    public Spans Down { get; }
    public Spans CutOff { get; }
    public Spans DatabaseAway { get; }

    /// <summary>When the kill switch was on.</summary>
    public Spans Halted { get; }

    /// <summary>When its machine's clock was set, and by how much.</summary>
    public IReadOnlyList<(DateTimeOffset At, TimeSpan By)> ClockSteps => _clock;

    /// <summary>The level set over the API, or null.</summary>
    public int? LevelSet(DateTimeOffset at) => _level.At(at)?.Level;

    /// <summary>The time of its wall clock.</summary>
    public DateTimeOffset Wall(DateTimeOffset at) => at + _clock.Where(step => step.At <= at)
        .Aggregate(TimeSpan.Zero, (sum, step) => sum + step.By);

    /// <summary>The executed steps, each with its step in the story.</summary>
    public static IEnumerable<(LifeMoment Moment, MonitorStep? Step)> Done(Play play)
    {
        var left = play.Story.Life.ToList();
        foreach (var moment in play.Life)
        {
            var step = left.Find(step => step.Do == moment.Do);
            if (step is not null) left.Remove(step);
            if (moment.Problem is null) yield return (moment, step);
        }
    }

    private sealed class Toggle
    {
        private readonly List<Span> _spans = [];
        private DateTimeOffset? _since;

        public Spans Spans => new(_since is { } since ? [.. _spans, new(since, DateTimeOffset.MaxValue)] : _spans);

        public void On(DateTimeOffset at) => _since ??= at;

        public void Off(DateTimeOffset at)
        {
            if (_since is { } since) _spans.Add(new(since, at));
            _since = null;
        }
    }
}

/// <summary>A configuration in force from a start of the monitor on.</summary>
/// <param name="At">From when.</param>
/// <param name="Monitor">The configuration below <c>Monitor</c>.</param>
internal sealed record Configured(DateTimeOffset At, JsonObject Monitor);

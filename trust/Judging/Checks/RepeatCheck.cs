using System.Globalization;
using OrleansMonitor.Simulator.Requests;
using OrleansMonitor.Trust.Judging.Truth;

namespace OrleansMonitor.Trust.Judging.Checks;

/// <summary>Checks that no act is repeated while the effect of the first is unknown or done, or more often than allowed.</summary>
internal sealed class RepeatCheck(Case play)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>How long it takes to know that a request without a response never arrived.</summary>
    private static readonly TimeSpan Unclear = TimeSpan.FromSeconds(45);

    private readonly World _world = play.World;

    public IEnumerable<Finding> Find()
    {
        foreach (var target in _world.Play.Requests.Where(Acts.IsActs).GroupBy(Acts.Target, StringComparer.Ordinal))
        {
            var sent = target.OrderBy(request => request.At).ToList();
            for (var index = 1; index < sent.Count; index++)
            {
                if (RepeatProblem(sent[index - 1], sent[index]) is { } why)
                    yield return new(FindingKind.DoubleAct, target.Key, sent[index].At,
                        $"{sent[index].Path} was sent at {sent[index - 1].At:HH:mm:ss} and again at {sent[index].At:HH:mm:ss}: {why}");
            }

            var most = 2 * _world.Settings.Attempts.Most;
            var over = Enumerable.Range(0, Math.Max(0, sent.Count - most))
                .FirstOrDefault(index => sent[index + most].At - sent[index].At < Hour, -1);
            if (over >= 0) yield return new(FindingKind.WrongAct, target.Key, sent[over + most].At,
                string.Create(CultureInfo.InvariantCulture, $"{most + 1} acts on {target.Key} within an hour"));
        }
    }

    private string? RepeatProblem(ActRequest first, ActRequest second)
    {
        var refused = first.Status is >= 400;
        if (refused) return null;
        var task = Task(first);
        if (task is not null && task.Ran.To > second.At) return "its first task is still at work";
        if (task is null && first.Status == 0 && second.At - first.At < Unclear) return "nobody can know yet whether the first arrived";
        if (Acts.Read(first) is not { Kind: ActKind.Start, Vmid: { } vmid } || task is null) return null;
        return _world.Guests.GetValueOrDefault(vmid)?.When(moment => moment.Runs).Find(second.At) is { } run
            && run.From >= first.At - TimeSpan.FromSeconds(1)
            ? "the first one did it"
            : null;
    }

    private TaskSpan? Task(ActRequest request)
    {
        var act = Acts.Read(request);
        var id = act?.Vmid?.ToString(CultureInfo.InvariantCulture) ?? act?.Service;
        return id is null ? null : _world.Tasks.Find(task => task.Id == id && task.User.EndsWith("!act", StringComparison.Ordinal)
            && task.Ran.From >= request.At - TimeSpan.FromSeconds(1)
            && task.Ran.From <= request.At + TimeSpan.FromSeconds(5));
    }
}

using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>
/// Looks at each repair of a cluster when it is due, several side by side, in turns of the grain that owns it. A step waits for answers
/// only, so no incident waits for another one's boot.
/// </summary>
/// <param name="cluster">What the repairs share.</param>
/// <param name="survey">What bears on them.</param>
/// <param name="reconciler">Takes one as far as it goes now.</param>
/// <param name="metrics">Counts steps that fail.</param>
/// <param name="settings">The limits.</param>
/// <param name="time">The clock.</param>
/// <param name="wakeIn">Has <see cref="Go"/> called after a while; null for not at all.</param>
/// <param name="log">Where failures go.</param>
internal sealed partial class RepairLoop(
    ClusterRepairs cluster, RepairSurvey survey, Reconciler reconciler, RemediationMetrics metrics, GuardrailSettings settings,
    TimeProvider time, Action<TimeSpan?> wakeIn, ILogger log)
{
    private static readonly TimeSpan AfterPoll = TimeSpan.FromSeconds(1);

    // Those that are under way are as many as there are slots, and wait for none of these.
    private const int MaxParallelism = 8;

    // A poll tells that it is over; one that hangs must not keep what it has found from being looked at.
    private static readonly TimeSpan WithoutPoll = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _stopping = new();
    private readonly RepairTimetable _underWay = new();
    private readonly RepairTimetable _others = new();
    private readonly RepairTimetable _forSlot = new();
    private readonly HashSet<RepairCase> _silent = [];
    private readonly Dictionary<RepairCase, Task> _running = [];
    private int _looks;
    private Task _surveying = Task.CompletedTask;
    private readonly long _began = time.GetTimestamp();
    private TimeSpan? _surveyAt;
    private bool _isSurveyWanted;
    private bool _isGoing;

    /// <summary>Incidents whose repairs wait for their turn.</summary>
    public IEnumerable<string> Waiting => cluster.Index.Cases.Where(one => one.IsQueued).Select(one => one.Id);

    /// <summary>When the next repair that is under way is looked at; null where none is.</summary>
    public DateTimeOffset? NextLook => _underWay.Next is { } next ? time.GetUtcNow() + (next - Elapsed) : null;

    private TimeSpan Elapsed => time.GetElapsedTime(_began);

    /// <summary>Finds out what has happened, and looks at what is due.</summary>
    public void TriggerReconcile()
    {
        _isSurveyWanted = true;
        Go();
    }

    /// <summary>An incident has changed; it is taken in with the next poke, when everything that one poll found is known.</summary>
    public void Note(Incident incident)
    {
        cluster.Index.Note(incident);
        if (cluster.Index.HasNews) _surveyAt ??= Elapsed + WithoutPoll;
        Go();
    }

    /// <summary>Looks at one now.</summary>
    public void Wake(string incidentId)
    {
        if (cluster.Index.Find(incidentId) is { } one) Wake(one);
        Go();
    }

    /// <summary>Looks at all that wait.</summary>
    public void WakeAll()
    {
        foreach (var one in cluster.Index.Cases.Where(one => !one.InFlight)) Wake(one);
        Go();
    }

    /// <summary>Completes when nothing is being looked at and nothing is due.</summary>
    public async Task Settle()
    {
        while (true)
        {
            Go();
            List<Task> busy = [.. _running.Values];
            if (!_surveying.IsCompleted) busy.Add(_surveying);
            if (busy.Count == 0) return;
            await Task.WhenAny(busy);
        }
    }

    /// <summary>Begins nothing more; what is being sent is finished.</summary>
    public async Task Stop(CancellationToken patience)
    {
        await _stopping.CancelAsync();
        await Task.WhenAll([.. _running.Values, _surveying]).WaitAsync(patience)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    /// <summary>Begins whatever is due.</summary>
    public void Go()
    {
        if (_isGoing || _stopping.IsCancellationRequested) return;
        _isGoing = true;
        try
        {
            var now = Elapsed;
            if (_surveying.IsCompleted && (_isSurveyWanted || _surveyAt <= now || StormEnd <= now)) _surveying = Survey();
            while (_underWay.DequeueDue(now) is { } one) Begin(one, isLook: false);
            while (_looks < MaxParallelism && _others.DequeueDue(now) is { } one) Begin(one, isLook: true);
            var next = Earliest(
                Earliest(_underWay.Next, _looks < MaxParallelism ? _others.Next : null),
                _surveying.IsCompleted ? Earliest(_surveyAt, StormEnd) : null);
            wakeIn(next is { } due ? due - now : null);
        }
        finally
        {
            _isGoing = false;
        }
    }

    // After a failed survey the next one is not at once.
    // A little later than it may end: the answer of that very moment may bring another failure.
    private TimeSpan? StormEnd =>
        cluster.Memory.State.Storm is { Active: true } storm && _surveyAt is null
        ? After(StormDetector.EndsAt(storm, settings) + AfterPoll) : null;

    private TimeSpan After(DateTimeOffset at)
    {
        var wait = at - time.GetUtcNow();
        return Elapsed + (wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
    }

    private async Task Survey()
    {
        await Task.Yield();
        (_isSurveyWanted, _surveyAt) = (false, null);
        var (woken, isWhole) = await survey.FindDue();
        foreach (var one in woken) Wake(one);
        if (!isWhole || cluster.Index.HasNews) _surveyAt = Elapsed + WithoutPoll;
        _surveying = Task.CompletedTask;
        Go();
    }

    private void Begin(RepairCase one, bool isLook)
    {
        if (isLook) _looks++;

        // In their order, before any of them reads anything: which of two that look side by side is quicker must not decide.
        if (isLook) cluster.Slots.TryTake(one);
        _running.Add(one, Run(one, isLook));
    }

    private async Task Run(RepairCase one, bool isLook)
    {
        await Task.Yield();
        one.IsWoken = false;
        var wasInFlight = one.InFlight;
        ReconcileResult result;
        try
        {
            result = await reconciler.Reconcile(one, cluster, _stopping.Token);
            if (result is { WaitsForSlot: false } && !one.InFlight) one.IsRenewed = false;
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            metrics.Failed("step");
            LogStepFailed(log, one.Plan.IncidentKey, problem);
            result = ReconcileResult.Again(time.GetUtcNow() + settings.AskAgainAfter, $"a step failed: {problem.Message}");
        }

        _running.Remove(one);
        if (isLook) _looks--;
        Schedule(one, result, wasInFlight);
        Go();
    }

    private void Schedule(RepairCase one, ReconcileResult result, bool wasInFlight)
    {
        LogLooked(log, one.Plan.IncidentKey, result.Reason, result.At);
        one.Release();
        cluster.Slots.Update(one);
        var at = one.IsWoken ? Elapsed : result.At is { } named ? After(named) : (TimeSpan?)null;
        if (result.IsDone && !one.IsWoken) cluster.Index.Remove(one);
        else if (one.InFlight) _underWay.Set(one, at ?? Elapsed + settings.AskAgainAfter);
        else if (result.WaitsForSlot && !one.IsWoken) _forSlot.Set(one, TimeSpan.Zero);
        else if (at is { } due) _others.Set(one, due);
        if (result.IsSilent && (cluster.Slots.CanTake(one) || cluster.Slots.IsBlockedByWork(one))) Wake(one);
        else if (result.IsSilent) _silent.Add(one);
        if (one.InFlight && !wasInFlight) WakeSilent();
        else if (!result.WaitsForSlot && cluster.Slots.AnyFree) WakeNext();
    }

    // Of those that wait the first that may begin. Where it does not, the end of its look wakes the next one.
    private void WakeNext()
    {
        if (_forSlot.InOrder.FirstOrDefault(cluster.Slots.CanTake) is { } next) Wake(next);
    }

    // The one that they were silent behind has its turn now: they say so.
    private void WakeSilent()
    {
        foreach (var one in _silent.ToList()) Wake(one);
    }

    private void Wake(RepairCase one)
    {
        if (!one.IsAdmitted) return;
        if (_running.ContainsKey(one))
        {
            one.IsWoken = true;
            return;
        }

        Unschedule(one);

        // Nothing was begun, or its end is published: with the incident it is over.
        if (one is { IsOpen: false, InFlight: false } && !cluster.Memory.IsKept(one.Plan)) cluster.Index.Remove(one);
        else (one.InFlight ? _underWay : _others).Set(one, Elapsed);
    }

    private void Unschedule(RepairCase one)
    {
        _underWay.Remove(one);
        _others.Remove(one);
        _forSlot.Remove(one);
        _silent.Remove(one);
    }

    private static TimeSpan? Earliest(TimeSpan? one, TimeSpan? other) => one is null ? other : other is null || one < other ? one : other;

    [LoggerMessage(LogLevel.Debug, "The repair of {Incident} was looked at: {Reason}; again at {At}")]
    private static partial void LogLooked(ILogger log, string incident, string reason, DateTimeOffset? at);

    [LoggerMessage(LogLevel.Error, "A step of the repair of {Incident} failed; it continues later from there")]
    private static partial void LogStepFailed(ILogger log, string incident, Exception problem);
}

using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>
/// Checks each repair of a cluster when it is due, several in parallel, on the scheduler of the grain that owns it. A step only waits for
/// answers, so that no repair waits for the boot of another guest.
/// </summary>
/// <param name="cluster">What the repairs share.</param>
/// <param name="survey">Finds the repairs that events affect.</param>
/// <param name="reconciler">Advances one repair.</param>
/// <param name="metrics">Counts failed steps.</param>
/// <param name="settings">The limits.</param>
/// <param name="time">The clock.</param>
/// <param name="wakeIn">Schedules the next call of <see cref="StartDue"/>; null for none.</param>
/// <param name="log">Receives failures.</param>
internal sealed partial class RepairLoop(
    ClusterRepairs cluster, RepairSurvey survey, Reconciler reconciler, RemediationMetrics metrics, GuardrailSettings settings,
    TimeProvider time, Action<TimeSpan?> wakeIn, ILogger log)
{
    private static readonly TimeSpan AfterPoll = TimeSpan.FromSeconds(1);

    // For repairs that are not in flight. Those in flight are limited by slots.
    private const int MaxParallelism = 8;

    // A poll triggers a survey when it ends. Changes must also be applied if it hangs.
    private static readonly TimeSpan WithoutPoll = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _stopping = new();
    private readonly RepairTimetable _inFlight = new();
    private readonly RepairTimetable _idle = new();
    private readonly RepairTimetable _forSlot = new();
    private readonly HashSet<RepairCase> _silent = [];
    private readonly Dictionary<RepairCase, Task> _running = [];
    private int _checks;
    private Task _surveying = Task.CompletedTask;
    private readonly long _began = time.GetTimestamp();
    private TimeSpan? _surveyAt;
    private bool _isSurveyWanted;
    private bool _isStarting;

    /// <summary>Ids of incidents whose repairs wait for a slot.</summary>
    public IEnumerable<string> Waiting => cluster.Index.Cases.Where(repair => repair.IsQueued).Select(repair => repair.Id);

    /// <summary>When a repair in flight is checked next; null if none is in flight.</summary>
    public DateTimeOffset? NextCheck => _inFlight.Next is { } next ? time.GetUtcNow() + (next - Elapsed) : null;

    private TimeSpan Elapsed => time.GetElapsedTime(_began);

    /// <summary>Applies changes and starts due checks.</summary>
    public void TriggerReconcile()
    {
        _isSurveyWanted = true;
        StartDue();
    }

    /// <summary>An incident has changed. It is applied with the next trigger, when all results of a poll are known.</summary>
    public void OnIncidentChanged(Incident incident)
    {
        cluster.Index.AddChange(incident);
        if (cluster.Index.HasChanges) _surveyAt ??= Elapsed + WithoutPoll;
        StartDue();
    }

    public void Wake(string incidentId)
    {
        if (cluster.Index.Find(incidentId) is { } repair) Wake(repair);
        StartDue();
    }

    /// <summary>Checks all repairs that are not in flight.</summary>
    public void WakeAll()
    {
        foreach (var repair in cluster.Index.Cases.Where(repair => !repair.InFlight)) Wake(repair);
        StartDue();
    }

    /// <summary>Completes when no check runs and none is due.</summary>
    public async Task Settle()
    {
        while (true)
        {
            StartDue();
            List<Task> busy = [.. _running.Values];
            if (!_surveying.IsCompleted) busy.Add(_surveying);
            if (busy.Count == 0) return;
            await Task.WhenAny(busy);
        }
    }

    /// <summary>Starts nothing more; requests that are being sent are finished.</summary>
    public async Task Stop(CancellationToken cancellation)
    {
        await _stopping.CancelAsync();
        await Task.WhenAll([.. _running.Values, _surveying]).WaitAsync(cancellation)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    public void StartDue()
    {
        if (_isStarting || _stopping.IsCancellationRequested) return;
        _isStarting = true;
        try
        {
            var now = Elapsed;
            if (_surveying.IsCompleted && (_isSurveyWanted || _surveyAt <= now || StormEnd <= now)) _surveying = Survey();
            while (_inFlight.DequeueDue(now) is { } repair) Begin(repair, isCheck: false);
            while (_checks < MaxParallelism && _idle.DequeueDue(now) is { } repair) Begin(repair, isCheck: true);
            var next = Earliest(
                Earliest(_inFlight.Next, _checks < MaxParallelism ? _idle.Next : null),
                _surveying.IsCompleted ? Earliest(_surveyAt, StormEnd) : null);
            wakeIn(next is { } due ? due - now : null);
        }
        finally
        {
            _isStarting = false;
        }
    }

    // Not while another survey is scheduled. A second later than the storm may end, since the poll of that moment may find another failure.
    private TimeSpan? StormEnd =>
        cluster.Memory.State.Storm is { Active: true } storm && _surveyAt is null
        ? After(StormDetector.EndsAt(storm, settings) + AfterPoll) : null;

    private TimeSpan? After(DateTimeOffset? at)
    {
        if (at is not { } due) return null;
        var wait = due - time.GetUtcNow();
        return Elapsed + (wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
    }

    private async Task Survey()
    {
        await Task.Yield();
        (_isSurveyWanted, _surveyAt) = (false, null);
        var (woken, isComplete) = await survey.FindDue();
        foreach (var repair in woken) Wake(repair);
        if (!isComplete || cluster.Index.HasChanges) _surveyAt = Elapsed + WithoutPoll;
        _surveying = Task.CompletedTask;
        StartDue();
    }

    private void Begin(RepairCase repair, bool isCheck)
    {
        if (isCheck) _checks++;

        // Slots are taken in this order, before any read: the speed of parallel checks must not decide.
        if (isCheck) cluster.Slots.TryTake(repair);
        _running.Add(repair, Run(repair, isCheck));
    }

    private async Task Run(RepairCase repair, bool isCheck)
    {
        await Task.Yield();
        repair.IsWoken = false;
        var wasInFlight = repair.InFlight;
        ReconcileResult result;
        try
        {
            result = await reconciler.Reconcile(repair, cluster, _stopping.Token);
            if (result is { WaitsForSlot: false } && !repair.InFlight) repair.IsRenewed = false;
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            result = ReconcileResult.WaitForEvent("the monitor stops");
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            metrics.Failed("step");
            LogStepFailed(log, repair.Plan.IncidentKey, problem);
            result = ReconcileResult.RetryAt(time.GetUtcNow() + settings.AskAgainAfter, $"a step failed: {problem.Message}");
        }

        _running.Remove(repair);
        if (isCheck) _checks--;
        Schedule(repair, result, wasInFlight);
        StartDue();
    }

    private void Schedule(RepairCase repair, ReconcileResult result, bool wasInFlight)
    {
        LogLooked(log, repair.Plan.IncidentKey, result.Reason, result.At);
        repair.Release();
        cluster.Slots.Update(repair);
        var at = repair.IsWoken ? Elapsed : After(result.At);
        if (result.IsDone && !repair.IsWoken) cluster.Index.Remove(repair);
        else if (repair.InFlight) _inFlight.Set(repair, at ?? Elapsed + settings.AskAgainAfter);
        else if (result.WaitsForSlot && !repair.IsWoken) _forSlot.Set(repair, TimeSpan.Zero);
        else if (at is { } due) _idle.Set(repair, due);
        if (result.IsSilent && (cluster.Slots.CanTake(repair) || cluster.Slots.IsBlockedByWork(repair))) Wake(repair);
        else if (result.IsSilent) _silent.Add(repair);
        if (repair.InFlight && !wasInFlight) WakeSilent();
        else if (!result.WaitsForSlot && cluster.Slots.AnyFree) WakeNext();
    }

    // Wakes the first waiting repair that may begin. If it does not begin, the end of its check wakes the next one.
    private void WakeNext()
    {
        if (_forSlot.InOrder.FirstOrDefault(cluster.Slots.CanTake) is { } next) Wake(next);
    }

    // The repair that they waited behind is in flight now: their wait is written to the journal.
    private void WakeSilent()
    {
        foreach (var repair in _silent.ToList()) Wake(repair);
    }

    private void Wake(RepairCase repair)
    {
        if (!repair.IsAdmitted) return;
        if (_running.ContainsKey(repair))
        {
            repair.IsWoken = true;
            return;
        }

        Unschedule(repair);

        // Its incident is over, and nothing is in flight or left to publish.
        if (repair is { IsOpen: false, InFlight: false } && !cluster.Memory.IsKept(repair.Plan)) cluster.Index.Remove(repair);
        else (repair.InFlight ? _inFlight : _idle).Set(repair, Elapsed);
    }

    private void Unschedule(RepairCase repair)
    {
        _inFlight.Remove(repair);
        _idle.Remove(repair);
        _forSlot.Remove(repair);
        _silent.Remove(repair);
    }

    private static TimeSpan? Earliest(TimeSpan? first, TimeSpan? second) => first is null || second < first ? second : first;

    [LoggerMessage(LogLevel.Debug, "The repair of {Incident} was checked: {Reason}; next check at {At}")]
    private static partial void LogLooked(ILogger log, string incident, string reason, DateTimeOffset? at);

    [LoggerMessage(LogLevel.Error, "A step of the repair of {Incident} failed; it continues later from there")]
    private static partial void LogStepFailed(ILogger log, string incident, Exception problem);
}

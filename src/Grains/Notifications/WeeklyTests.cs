using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Grains.Audit;
using OrleansMonitor.Grains.Autonomy;

namespace OrleansMonitor.Grains.Notifications;

/// <summary>
/// Sends the weekly test of a destination. That it was sent is known from the audit log, so a restart neither repeats nor forgets it.
/// </summary>
internal sealed partial class WeeklyTests(IGrainFactory grains, TimeProvider time, ILogger<WeeklyTests> log)
{
    /// <summary>How long until a test that was not accepted is sent again.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    private const string Action = "test_destination";
    private const int PerPage = 500;

    private Task _running = Task.CompletedTask;
    private DateTimeOffset? _done;
    private (DateTimeOffset At, DeliveryOutcome Outcome)? _unrecorded;
    private DateTimeOffset _next;

    /// <summary>Sends the test if it is due. One runs at a time.</summary>
    /// <param name="destination">The destination.</param>
    /// <param name="send">Sends a message to it.</param>
    public Task Run(Destination destination, Func<NotificationMessage, Task<DeliveryOutcome>> send) =>
        _running.IsCompleted ? _running = RunOnce(destination, send) : _running;

    private async Task RunOnce(Destination destination, Func<NotificationMessage, Task<DeliveryOutcome>> send)
    {
        var now = time.GetUtcNow();
        if (destination.WeeklyTest?.DueAt(now) is not { } at || at == _done || now < _next) return;
        try
        {
            // While the audit log takes no rows, a test must not be sent again at every try.
            if (_unrecorded is { } sent && sent.At == at)
            {
                await Record(destination, at, sent.Outcome);
            }
            else if (!await IsRecorded(destination, at))
            {
                _next = now + Pause;
                var message = MessageRenderer.Test(destination.Name, now) with { Id = WeeklyTest.IdOf(destination.Name, at) };
                var outcome = await send(message);
                var isLast = outcome.Result == DeliveryResult.Permanent || now + Pause - at >= WeeklyTest.MostLate;
                if (!outcome.IsAccepted) LogRefused(log, destination.Name, outcome.Detail);
                if (!outcome.IsAccepted && !isLast) return;
                _unrecorded = (at, outcome);
                await Record(destination, at, outcome);
            }

            (_done, _next, _unrecorded) = (at, default, null);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogFailed(log, destination.Name, problem.Message);
        }
    }

    private async Task<bool> IsRecorded(Destination destination, DateTimeOffset at)
    {
        var id = WeeklyTest.IdOf(destination.Name, at);
        return (await grains.Audit(null).List(new(PerPage, Action: Action, Since: at))).Items.Any(row => row.Id == id);
    }

    private async Task Record(Destination destination, DateTimeOffset at, DeliveryOutcome outcome)
    {
        var result = outcome.Result.ToString().ToLowerInvariant();
        var act = new AccessAct(
            Action, "monitor", null, $"weekly test message to {destination.Name}: {result}", Succeeded: outcome.IsAccepted);
        var level = (await grains.Autonomy().GetOrStop(log)).Level;
        var row = AccessRow.Of(time.GetUtcNow(), act, level, [("destination", destination.Name)]);
        await grains.Audit(null).Save(row with { Id = WeeklyTest.IdOf(destination.Name, at) });
    }

    [LoggerMessage(LogLevel.Error, "The weekly test message to {Destination} was not accepted: {Detail}")]
    private static partial void LogRefused(ILogger log, string destination, string detail);

    [LoggerMessage(LogLevel.Warning, "The weekly test of {Destination} failed; the monitor tries again in a minute: {Reason}")]
    private static partial void LogFailed(ILogger log, string destination, string reason);
}

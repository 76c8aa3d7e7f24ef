using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Dashboard.Workbench;

/// <summary>Which incidents are silenced, for the list of one viewer.</summary>
internal sealed class SilencedIncidents(INotificationService notifications, TimeProvider time)
{
    // Events of one command come in a row: one read serves them all.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(250);

    // An incident that did not change is the same object.
    private readonly Dictionary<Incident, string?> _reasons = new(ReferenceEqualityComparer.Instance);
    private IReadOnlyList<Silence> _silences = [];
    private DateTimeOffset _changesAt = DateTimeOffset.MaxValue;

    /// <summary>Whether the silences were read, with or without success.</summary>
    public bool IsRead { get; private set; }

    /// <summary>Whether a read is about to begin, which will see all that happened until now.</summary>
    public bool IsReading { get; private set; }

    /// <summary>Why an incident's notifications are silenced, as text; null if they are not, or if that cannot be known.</summary>
    public string? ReasonOf(Incident incident)
    {
        if (_silences.Count == 0 || !incident.IsOpen) return null;
        if (time.GetUtcNow() >= _changesAt) Forget();
        if (_reasons.TryGetValue(incident, out var known)) return known;
        var decision = SilenceDecision.Of(Notice.Of(incident, "", incident.OpenedAt, "", null), _silences, time.GetUtcNow());
        return _reasons[incident] = decision.By is null ? null : decision.Reason;
    }

    /// <summary>Reads the silences. The last known ones stay if they cannot be read.</summary>
    public async Task ReadAsync()
    {
        IsReading = true;
        await Task.Delay(Gathering, time);
        (IsReading, IsRead) = (false, true);
        try
        {
            var now = time.GetUtcNow();
            _silences = [.. (await notifications.SilencesAsync()).Where(silence => silence.StateAt(now) != SilenceState.Ended)];
            Forget();
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            // Without the silences the incidents are still shown.
        }
    }

    // A silence that begins or ends changes what is silenced, although no incident did.
    private void Forget()
    {
        var now = time.GetUtcNow();
        _reasons.Clear();
        _changesAt = _silences.SelectMany(silence => new[] { silence.BeginsAt, silence.End ?? DateTimeOffset.MaxValue })
            .Where(at => at > now).Append(DateTimeOffset.MaxValue).Min();
    }
}

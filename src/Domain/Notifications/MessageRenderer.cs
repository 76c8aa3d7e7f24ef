using System.Globalization;
using OrleansMonitor.Domain.Text;

namespace OrleansMonitor.Domain.Notifications;

/// <summary>Writes messages for people who are woken by them. Pure.</summary>
public static class MessageRenderer
{
    /// <summary>Writes the message of a notification.</summary>
    /// <param name="notification">The notification.</param>
    /// <param name="form">The kind of message.</param>
    /// <param name="limits">How much text the channel takes.</param>
    /// <param name="publicAddress">The monitor's address, for the link; null for none.</param>
    public static NotificationMessage Render(
        Notification notification, MessageForm form, MessageLimits limits, string? publicAddress)
    {
        var notice = notification.Notice;
        return new(
            notification.Id, form, notice.Severity, TextLimit.Cut(Title(notice, form), limits.Title),
            TextLimit.Cut(Body(notice, form), limits.Body), publicAddress is null ? null : $"{publicAddress}/incidents/{notice.IncidentId}",
            notice, notice.At)
        {
            Progress = notification.Progress,
        };
    }

    /// <summary>Writes a test message.</summary>
    public static NotificationMessage Test(string destination, DateTimeOffset now) => new(
        $"msg_test_{now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)}", MessageForm.Trouble,
        Rules.Conditions.Severity.Info, "INFO: test message of the monitor",
        $"If you can read this, the destination {destination} works. Nothing is wrong.", null, null, now);

    private static string Title(Notice notice, MessageForm form)
    {
        var title = OneLine.Of(notice.Title, 400);
        return form switch
        {
            MessageForm.Recovery => $"RESOLVED: {title}",
            MessageForm.Replaced => $"REPLACED: {title}",
            MessageForm.Past => $"RESOLVED: {title} ({Period(notice)})",
            _ => $"{notice.Severity.ToString().ToUpperInvariant()}: {title}",
        };
    }

    private static string Body(Notice notice, MessageForm form)
    {
        var lines = new List<string> { $"Where: {Place(notice)}" };
        lines.Add(form == MessageForm.Trouble
            ? $"Since: {Time(notice.BeganAt)}"
            : $"Lasted: {Time(notice.BeganAt)} to {Time(notice.At)} ({Humanize.Span(notice.At - notice.BeganAt)})");
        if (form == MessageForm.Trouble && notice.Repetition > 0)
            lines.Add($"Repeated: still open, and nobody acknowledged it ({notice.Repetition.ToString(CultureInfo.InvariantCulture)})");
        if (form == MessageForm.Past) lines.Add("This destination did not confirm any earlier message about it.");
        lines.Add($"Why: {OneLine.Of(notice.Reason, 4000)}");
        if (notice.Outcome is { } outcome) lines.Add($"Repair: {OneLine.Of(outcome, 400)}");
        return string.Join('\n', lines);
    }

    private static string Place(Notice notice) =>
        notice.Node is { } node && !notice.Entity.EndsWith(node, StringComparison.Ordinal) ? $"{notice.Entity} on {node}" : notice.Entity;

    private static string Period(Notice notice) => string.Create(
        CultureInfo.InvariantCulture, $"lasted {notice.BeganAt.UtcDateTime:HH:mm}–{notice.At.UtcDateTime:HH:mm} UTC");

    private static string Time(DateTimeOffset time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
}

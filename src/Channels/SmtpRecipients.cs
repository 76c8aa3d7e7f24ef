using MimeKit;
using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Channels;

/// <summary>
/// Which recipients of a mail still have to be served. Those that have it, or never get it, are kept as the mail's progress.
/// </summary>
/// <param name="all">All recipients.</param>
/// <param name="progress">The addresses that were served before, in lines; null for none.</param>
internal sealed class SmtpRecipients(IReadOnlyList<MailboxAddress> all, string? progress)
{
    private readonly string[] _served = progress?.Split('\n') ?? [];

    /// <summary>Those that still have to be served.</summary>
    public IReadOnlyList<MailboxAddress> Remaining => [.. all.Where(one => !Has(_served, one.Address))];

    /// <summary>The outcome of a mail that the server took.</summary>
    /// <param name="session">The connection on which it was sent.</param>
    /// <param name="id">The mail's id.</param>
    public DeliveryOutcome AfterMail(SmtpSession session, string? id)
    {
        var detail = $"The mail server took it{Except("but not for", session.Refused)}{Except("but not yet for", session.Deferred)}.";
        return session.Deferred.Count == 0
            ? new(DeliveryResult.Delivered, detail, Reference: id) { Refused = Refused(session) }
            : new(DeliveryResult.Partial, detail, SmtpFailure.Greylisting, id) { Progress = ProgressWithout(session.Deferred) };
    }

    /// <summary>The outcome of a mail that failed. If only those that remain have to wait, no other mail has to.</summary>
    /// <param name="outcome">The outcome without regard to recipients that have it already.</param>
    /// <param name="session">The connection on which it failed.</param>
    public DeliveryOutcome AfterFailure(DeliveryOutcome outcome, SmtpSession session)
    {
        if (_served.Length == 0 || session.Refused.Count + session.Deferred.Count < Remaining.Count) return outcome;
        return session.Deferred.Count == 0
            ? new(DeliveryResult.Delivered, $"The mail server took it{Except("but not for", session.Refused)}.")
            {
                Refused = Refused(session),
            }
            : outcome with { Result = DeliveryResult.Partial, Progress = ProgressWithout(session.Deferred) };
    }

    private string ProgressWithout(IReadOnlyList<string> deferred) =>
        string.Join('\n', all.Select(one => one.Address).Where(one => !Has(deferred, one)));

    private static string? Refused(SmtpSession session) =>
        session.Refused.Count == 0 ? null : $"The mail server refused {string.Join(", ", session.Refused)}.";

    private static string Except(string words, IReadOnlyList<string> addresses) =>
        addresses.Count == 0 ? "" : $", {words} {string.Join(", ", addresses)}";

    private static bool Has(IReadOnlyList<string> addresses, string one) => addresses.Contains(one, StringComparer.OrdinalIgnoreCase);
}

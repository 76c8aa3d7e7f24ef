using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Channels;

/// <summary>
/// A recovery edits the messages of its incident, so that no red one stays, and so does a condition that replaces it. Everything else is
/// a new message, because an edit may be silent.
/// </summary>
internal static class MessageEdits
{
    // One per severity. More edits than that would exceed the rate of the channel.
    private const int Most = 5;

    /// <summary>Edits the earlier messages, or sends a new one if there are none or if none can be edited.</summary>
    /// <param name="message">The message.</param>
    /// <param name="edit">Edits the message with a reference. Doing it again must be harmless.</param>
    /// <param name="send">Sends a new message.</param>
    public static async Task<DeliveryOutcome> Send(
        NotificationMessage message, Func<string, Task<DeliveryOutcome>> edit, Func<Task<DeliveryOutcome>> send)
    {
        if (message.Form is not (MessageForm.Recovery or MessageForm.Replaced)) return await send().ConfigureAwait(false);
        DeliveryOutcome? edited = null;
        foreach (var reference in message.Earlier.TakeLast(Most))
        {
            var outcome = await edit(reference).ConfigureAwait(false);
            if (outcome.Result is DeliveryResult.Transient or DeliveryResult.Unknown) return outcome;
            if (outcome.Result == DeliveryResult.Delivered) edited = outcome with { Reference = reference };
        }

        if (edited is not null) return edited;
        return message.Form == MessageForm.Replaced
            ? new(DeliveryResult.Delivered, "It shows no message that could be closed.")
            : await send().ConfigureAwait(false);
    }
}
